import { StowageError } from '../../api/errors/catalogue.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { BlobError } from '../../bucket/blob/errors.ts';

/**
 * Opens a location's bucket, uses it and closes it.
 *
 * @returns why the bucket did not do, for people; undefined when `use` went through. What is no fault of the bucket is thrown.
 */
export async function withStore(
  { openStore }: { openStore: (location: BackupStorageLocation) => Promise<BlobStore> },
  location: BackupStorageLocation,
  use: (store: BlobStore) => Promise<void>,
): Promise<string | undefined> {
  try {
    const store = await openStore(location);
    try {
      await use(store);
      return undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof BlobError || error instanceof StowageError) return error.message;
    throw error;
  }
}
