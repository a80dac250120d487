import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { LayoutError } from '../../bucket/layout/gzip-json.ts';
import { backupKeys, isBucketName } from '../../bucket/layout/keys.ts';
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
    const blob = await store.get(backupKeys(directory).backup, { signal, end: maxBackupFileBytes });
    const pieces: Buffer[] = [];
    for await (const piece of blob.body) pieces.push(piece as Buffer);
    if (blob.size > maxBackupFileBytes)
      throw new LayoutError('velero-backup.json', `it has ${blob.size} bytes, more than ${maxBackupFileBytes}`);
    return parseVeleroBackup(Buffer.concat(pieces), directory);
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw error;
  }
}
