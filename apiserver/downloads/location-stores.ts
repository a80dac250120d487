import { recordGroup, version } from '../../api/groups.ts';
import { backupStorageLocationKind } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { openLocation } from '../../bucket/location/open-location.ts';
import type { OpenLocationDependencies } from '../../bucket/location/open-location.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { secretDataReader } from '../../kube/client/secret-data.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { lookUpFailure } from '../translate/refusal.ts';
import { ArchiveKinds } from './archive-kinds.ts';
import { bucketFailure, refuse } from './failures.ts';

export interface LocationReference {
  namespace: string;
  name: string;
}

/** Opens the buckets of locations for the time of one request. */
export interface LocationStores {
  /** Runs `use` with the location's bucket. @throws {StatusError} that says what is wrong with the location or its bucket. */
  with<T>(location: LocationReference, use: (store: BlobStore) => Promise<T>): Promise<T>;
  /** What stays known of archives from one request to the next. */
  readonly kinds: ArchiveKinds;
}

export interface LocationStoresOptions extends Omit<OpenLocationDependencies, 'readSecret'> {
  client: Pick<Kube, 'get'>;
}

/**
 * A store is opened anew for each request: its connections go with it, a changed credential counts at once, and what is asked of a bucket (whole archives)
 * dwarfs a handshake.
 */
export function createLocationStores({ client, ...dependencies }: LocationStoresOptions): LocationStores {
  const readSecret = secretDataReader(client);
  return {
    kinds: new ArchiveKinds(),
    with: async (reference, use) => {
      const { spec } = await readLocation(client, reference);
      try {
        const store = await openLocation({ ...dependencies, readSecret }, { ...reference, spec });
        try {
          return await use(store);
        } finally {
          await store.close();
        }
      } catch (error) {
        throw bucketFailure(error, reference);
      }
    },
  };
}

async function readLocation(
  client: Pick<Kube, 'get'>,
  { namespace, name }: LocationReference,
): Promise<BackupStorageLocation> {
  const { plural } = backupStorageLocationKind.record;
  try {
    return await client.get<BackupStorageLocation>({ group: recordGroup, version, plural, namespace, name });
  } catch (error) {
    if (isNotFound(error)) throw refuse(errors.LocationVanished({ namespace, location: name }));
    throw lookUpFailure(error);
  }
}
