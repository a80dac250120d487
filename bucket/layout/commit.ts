import type { BlobStore, CallOptions, Stored } from '../blob/blob-store.ts';
import { BlobError, isBlobError } from '../blob/errors.ts';
import { together } from '../blob/together.ts';
import { backupKeys } from './keys.ts';
import { readBlob } from './read-blob.ts';
import { maxBackupFileBytes } from './velero-backup.ts';

/** Everything of a backup but its archive, which was uploaded while it was written. Absent files are not written. */
export interface BackupFiles {
  /** velero-backup.json, from `veleroBackup()`. */
  backup: Buffer;
  index?: Buffer | undefined;
  log?: Buffer | undefined;
  resourceList?: Buffer | undefined;
  results?: Buffer | undefined;
  volumeInfo?: Buffer | undefined;
  podVolumeBackups?: Buffer | undefined;
  volumeSnapshots?: Buffer | undefined;
  itemOperations?: Buffer | undefined;
  /** Size of the archive that was uploaded; a failed backup may have none. */
  archiveSize?: number | undefined;
}

/**
 * Uploads the files, looks that every one of them is there (also the archive), and then writes velero-backup.json with `ifAbsent`: until
 * then there is no backup, afterwards it is whole. BlobError `AlreadyExists` when another one has the name; saying it twice is no error.
 */
export async function commitBackup(
  store: BlobStore,
  name: string,
  files: BackupFiles,
  options?: CallOptions,
): Promise<void> {
  const keys = backupKeys(name);
  const { backup, archiveSize, ...others } = files;
  const bodies = Object.entries(others).filter((entry): entry is [keyof typeof others, Buffer] => Boolean(entry[1]));
  await together(
    bodies.map(async ([file, body]) => {
      const stored = await store.put(keys[file], body, options);
      await checkStored(store, keys[file], stored, options);
    }),
  );
  if (archiveSize !== undefined) await checkStored(store, keys.archive, { size: archiveSize }, options);
  await putOnce(store, keys.backup, backup, options);
}

/** Whether velero-backup.json exists. */
export async function isCommitted(store: BlobStore, name: string, options?: CallOptions): Promise<boolean> {
  return (await store.head(backupKeys(name).backup, options)) !== undefined;
}

/** A server that acknowledged a blob and lost it must not make a backup that looks complete. */
async function checkStored(
  store: BlobStore,
  key: string,
  expected: Pick<Stored, 'size'> & Partial<Stored>,
  options: CallOptions | undefined,
): Promise<void> {
  const found = await store.head(key, options);
  if (found?.size !== expected.size || (expected.etag !== undefined && found.etag !== expected.etag)) {
    const actual = found ? `${found.size} bytes, etag ${found.etag}` : 'nothing';
    throw new BlobError({
      kind: 'Changed',
      key,
      message: `${key} was written with ${expected.size} bytes, but the bucket holds ${actual}: the backup is not complete`,
    });
  }
}

/** An answer that was lost makes the second attempt find the first one's bytes: those are ours. */
async function putOnce(store: BlobStore, key: string, body: Buffer, options: CallOptions | undefined): Promise<void> {
  try {
    await store.put(key, body, { ...options, ifAbsent: true });
  } catch (error) {
    const ours =
      isBlobError(error, 'AlreadyExists') && body.equals(await readBlob(store, key, maxBackupFileBytes, options));
    if (!ours) throw error;
  }
}
