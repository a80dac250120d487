import { rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CallOptions } from '../blob-store.ts';
import { blobError } from './errors.ts';
import { checkInside, checkRoot, pathOf } from './paths.ts';

/** Removes files, and the directories that become empty by it. */
export async function remove(root: string, keys: readonly string[], options: CallOptions = {}): Promise<void> {
  const paths = keys.map((key) => pathOf(root, key));
  await checkRoot(root);
  for (const [index, path] of paths.entries()) {
    options.signal?.throwIfAborted();
    await removeOne(root, path, keys[index] ?? '');
  }
}

async function removeOne(root: string, path: string, key: string): Promise<void> {
  try {
    await checkInside(root, path, key);
    await unlink(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw blobError(error, 'remove', key);
  }
  await pruneEmpty(root, dirname(path));
}

/** Removes a directory and its parents as far as they are empty; the root stays. */
export async function pruneEmpty(root: string, directory: string): Promise<void> {
  for (let path = directory; path.length > root.length; path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}
