import pLimit from 'p-limit';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { BlobError } from '../blob/errors.ts';
import { backupKeys, backupsDirectory, isBucketName, restoreKeys } from './keys.ts';

const callsAtOnce = 8;

/**
 * Removes a backup: velero-backup.json first, so that a crash half way leaves no backup, then unfinished uploads and the rest. Removing what
 * is not there is no error.
 */
export async function removeBackup(store: BlobStore, name: string, options?: CallOptions): Promise<void> {
  const keys = backupKeys(name);
  await store.remove([keys.backup], options);
  await store.abortUploads(keys.directory, options);
  // MinIO finds an upload by its whole key only, and the archive is what is large enough to be one.
  await store.abortUploads(keys.archive, options);
  await removeDirectory(store, keys.directory, options);
}

/** Removes everything of a restore. */
export async function removeRestore(store: BlobStore, name: string, options?: CallOptions): Promise<void> {
  const { directory } = restoreKeys(name);
  await store.abortUploads(directory, options);
  await removeDirectory(store, directory, options);
}

/** A directory under `backups/` that has no velero-backup.json: a run that is going on, or one that died. */
export interface Leftover {
  name: string;
  /** When its youngest blob was written. */
  modified: Date;
}

/**
 * Finds leftovers. The caller knows which of them are runs that are going on. A run that died before its first blob was complete left
 * at most an upload, which no listing of blobs shows: `removeBackup` ends that too.
 */
export async function leftovers(store: BlobStore, options?: CallOptions): Promise<Leftover[]> {
  const limit = pLimit(callsAtOnce);
  const names = (await store.directories(backupsDirectory, options)).filter(isBucketName);
  const found = await Promise.all(names.map((name) => limit(() => leftover(store, name, options))));
  return found.filter((one) => one !== undefined);
}

async function leftover(store: BlobStore, name: string, options?: CallOptions): Promise<Leftover | undefined> {
  const keys = backupKeys(name);
  if (await store.head(keys.backup, options)) return undefined;
  let modified: Date | undefined;
  for await (const blob of store.list(keys.directory, options))
    if (modified === undefined || blob.modified > modified) modified = blob.modified;
  return modified && { name, modified };
}

/** In portions, so that a directory of any size takes little memory. */
async function removeDirectory(store: BlobStore, directory: string, options?: CallOptions): Promise<void> {
  let former: string | undefined;
  for (;;) {
    const keys = await firstKeys(store, directory, options);
    if (keys[0] === undefined) return;
    if (keys[0] === former)
      throw new BlobError({ kind: 'Denied', key: former, message: `${former} was deleted, but it is still there` });
    former = keys[0];
    await store.remove(keys, options);
  }
}

async function firstKeys(store: BlobStore, directory: string, options?: CallOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const blob of store.list(directory, options)) {
    keys.push(blob.key);
    if (keys.length === 1000) break;
  }
  return keys;
}
