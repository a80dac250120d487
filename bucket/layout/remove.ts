import type { BlobStore, CallOptions } from '../blob/blob-store.ts';

/** Removes a backup: velero-backup.json first, so that a crash half way leaves no backup, then unfinished uploads and the rest. */
export function removeBackup(store: BlobStore, name: string, options?: CallOptions): Promise<void> {
  return Promise.reject(new Error(`not built yet ${name} ${typeof store} ${typeof options}`));
}

/** Removes everything of a restore. */
export function removeRestore(store: BlobStore, name: string, options?: CallOptions): Promise<void> {
  return Promise.reject(new Error(`not built yet ${name} ${typeof store} ${typeof options}`));
}

/** A directory under `backups/` that has no velero-backup.json: a run that is going on, or one that died. */
export interface Leftover {
  name: string;
  /** When its youngest blob was written. */
  modified: Date;
}

/** Finds leftovers. The caller knows which of them are runs that are going on. */
export function leftovers(store: BlobStore, options?: CallOptions): Promise<Leftover[]> {
  return Promise.reject(new Error(`not built yet ${typeof store} ${typeof options}`));
}
