import { isAbsolute, relative, resolve } from 'node:path';
import type { BlobStore } from '../blob-store.ts';
import { checkConfigKeys, LocationError, prefixOf } from '../location.ts';
import type { BlobLocation } from '../location.ts';
import { prefixed } from '../prefixed.ts';
import { filesystemStore } from './filesystem-store.ts';

/**
 * Opens the directory `<filesystemRoot>/<config.path>/<bucket>/<prefix>`. The root is the operator's choice (a flag of the process): a
 * location names directories in it and nothing else of the machine. `config.path` may be absolute when it lies in the root.
 */
export function openFilesystem(location: BlobLocation, filesystemRoot: string | undefined): BlobStore {
  const config = checkConfigKeys(location, ['path', 'fspath', 'resticRepoPrefix']);
  if (filesystemRoot === undefined) {
    throw new LocationError(
      'provider',
      'filesystem locations are switched off: this process was started without a directory for them',
    );
  }
  const root = resolve(filesystemRoot);
  const directory = resolve(root, config['path'] ?? config['fspath'] ?? '.', checkedBucket(location.bucket));
  const inside = relative(root, directory);
  if (inside.split('/').includes('..') || isAbsolute(inside)) {
    throw new LocationError(
      'config.path',
      'it must be in the directory that this process was given for filesystem locations',
    );
  }
  return prefixed(filesystemStore(directory), prefixOf(location));
}

function checkedBucket(bucket: string): string {
  if (!/^[A-Za-z0-9][-A-Za-z0-9._]{0,254}$/.test(bucket)) {
    throw new LocationError(
      'objectStorage.bucket',
      'it must be the name of a directory: letters, digits, dots, dashes, underscores',
    );
  }
  return bucket;
}
