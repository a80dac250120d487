import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallOptions } from '../blob-store.ts';
import { checkPrefix } from '../keys.ts';
import { blobError } from './errors.ts';
import { checkRoot, uploadPrefix } from './paths.ts';
import { pruneEmpty } from './remove.ts';

/** Removes the directories of uploads whose blob would have had a key with this prefix. */
export async function abortUploads(root: string, prefix: string, options: CallOptions = {}): Promise<number> {
  checkPrefix(prefix);
  try {
    await checkRoot(root);
    let count = 0;
    for await (const upload of uploads(root, '', prefix)) {
      options.signal?.throwIfAborted();
      await rm(join(root, upload), { recursive: true, force: true });
      await pruneEmpty(root, dirname(join(root, upload)));
      count += 1;
    }
    return count;
  } catch (error) {
    throw blobError(error, 'end uploads under', prefix);
  }
}

/** Paths of upload directories, relative to the root. */
async function* uploads(root: string, directory: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, directory), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((found) => found.isDirectory())) {
    const path = `${directory}${entry.name}`;
    if (!entry.name.startsWith(uploadPrefix)) {
      const inside = `${path}/`;
      if (inside.startsWith(prefix) || prefix.startsWith(inside)) yield* uploads(root, inside, prefix);
    } else if (await belongs(join(root, path), directory, prefix)) {
      yield path;
    }
  }
}

/** The file in an upload's directory has the last name of the key; one that died before making it is known by its directory only. */
async function belongs(path: string, directory: string, prefix: string): Promise<boolean> {
  const files = await readdir(path).catch(() => []);
  return files.length === 0
    ? directory.startsWith(prefix) || prefix.startsWith(directory)
    : files.some((file) => `${directory}${file}`.startsWith(prefix));
}
