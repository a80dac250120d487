import type { BlobStore } from './blob-store.ts';
import { openFilesystem } from './filesystem/open.ts';
import { LocationError } from './location.ts';
import type { BlobDependencies, BlobLocation } from './location.ts';
import { retrying } from './retrying/retrying.ts';
import { openS3 } from './s3/open.ts';

/** The providers, by the names that are shown. Velero's names of them are understood as well. */
export const providers = ['aws', 'filesystem'] as const;

/**
 * Opens a location. Nothing is sent yet: `layout/probe.ts` finds out whether it works.
 *
 * @throws {LocationError} naming the field, so it also serves to validate a location.
 */
export function openBlobStore(location: BlobLocation, dependencies: BlobDependencies = {}): BlobStore {
  switch (location.provider) {
    case 'aws':
    case 'velero.io/aws':
    case 's3':
      return retrying(openS3(location, dependencies));
    case 'filesystem':
    case 'velero.io/fs':
      return openFilesystem(location, dependencies.filesystemRoot);
    default:
      throw new LocationError(
        'provider',
        `there is no provider ${JSON.stringify(location.provider.slice(0, 100))}; there are ${providers.join(', ')}`,
      );
  }
}
