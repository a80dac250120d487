import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOptions, ListedBlob } from '../blob-store.ts';
import { checkDirectory, checkPrefix } from '../keys.ts';
import { blobError } from './errors.ts';
import { checkRoot, uploadPrefix } from './paths.ts';

/** Walks the tree in the order of S3: by the bytes of the whole key, so a directory sorts as its name with a slash behind. */
export async function* list(root: string, prefix: string, options: CallOptions = {}): AsyncGenerator<ListedBlob> {
  checkPrefix(prefix);
  try {
    await checkRoot(root);
    yield* walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix, options.signal);
  } catch (error) {
    throw blobError(error, 'list', prefix);
  }
}

/** Directories under `prefix` that have a blob somewhere in them: an empty one is nothing, as in S3. */
export async function directories(root: string, prefix: string, options: CallOptions = {}): Promise<string[]> {
  checkDirectory(prefix);
  try {
    await checkRoot(root);
    const names: string[] = [];
    for (const child of await children(root, prefix)) {
      if (child.directory && (await hasBlob(root, child.key, options.signal)))
        names.push(child.key.slice(prefix.length, -1));
    }
    return names.toSorted();
  } catch (error) {
    throw blobError(error, 'list', prefix);
  }
}

async function hasBlob(root: string, directory: string, signal: AbortSignal | undefined): Promise<boolean> {
  const first = await walk(root, directory, directory, signal).next();
  return first.done !== true;
}

async function* walk(
  root: string,
  directory: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedBlob> {
  signal?.throwIfAborted();
  for (const child of await children(root, directory)) {
    if (child.directory && (child.key.startsWith(prefix) || prefix.startsWith(child.key)))
      yield* walk(root, child.key, prefix, signal);
    else if (!child.directory && child.key.startsWith(prefix)) yield* listed(root, child.key);
  }
}

interface Child {
  /** A directory's ends with a slash. */
  key: string;
  directory: boolean;
}

/** What is in a directory, sorted; links, devices and uploads are not. */
async function children(root: string, directory: string): Promise<Child[]> {
  const found = await readdir(join(root, directory), { withFileTypes: true }).catch(unlessGone<Dirent[]>([]));
  return found
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith(uploadPrefix))
    .map((entry) => ({
      key: `${directory}${entry.name}${entry.isDirectory() ? '/' : ''}`,
      directory: entry.isDirectory(),
    }))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

async function* listed(root: string, key: string): AsyncGenerator<ListedBlob> {
  const stats = await lstat(join(root, key)).catch(unlessGone(undefined));
  if (stats) yield { key, size: stats.size, modified: stats.mtime };
}

/** Something that was removed while walking is not there. */
function unlessGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
