import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { backupKeys, isBucketName } from '../../bucket/layout/keys.ts';
import { readBlob } from '../../bucket/layout/read-blob.ts';
import { maxBackupFileBytes, parseVeleroBackup } from '../../bucket/layout/velero-backup.ts';
import type { VeleroBackup } from '../../bucket/layout/velero-backup.ts';

/**
 * Reads velero-backup.json of a directory; undefined when there is none: no backup, or not yet.
 *
 * @throws {LayoutError} when it is not one. @throws {BlobError}
 */
export async function readBackup(
  store: BlobStore,
  directory: string,
  signal: AbortSignal,
): Promise<VeleroBackup | undefined> {
  if (!isBucketName(directory)) return undefined;
  try {
    const bytes = await readBlob(store, backupKeys(directory).backup, maxBackupFileBytes, { signal });
    return parseVeleroBackup(bytes, directory);
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw error;
  }
}
