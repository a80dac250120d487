import type { BlobStore, CallOptions } from '../blob/blob-store.ts';

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
}

/**
 * Uploads the files and, last, velero-backup.json with `ifAbsent`: until then there is no backup, afterwards it is whole.
 * BlobError `AlreadyExists` when another one has the name.
 */
export function commitBackup(store: BlobStore, name: string, files: BackupFiles, options?: CallOptions): Promise<void> {
  return Promise.reject(new Error(`not built yet ${name} ${typeof store} ${files.backup.length} ${typeof options}`));
}

/** Whether velero-backup.json exists. */
export function isCommitted(store: BlobStore, name: string, options?: CallOptions): Promise<boolean> {
  return Promise.reject(new Error(`not built yet ${name} ${typeof store} ${typeof options}`));
}
