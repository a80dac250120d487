import { link, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { abortable } from '../abortable.ts';
import type { BlobBody, PutOptions, Stored } from '../blob-store.ts';
import { BlobError } from '../errors.ts';
import { blobError } from './errors.ts';
import { etagOf } from './etag.ts';
import { checkInside, checkRoot, pathOf, uploadPrefix } from './paths.ts';

/**
 * Writes into a directory of its own beside the blob, forces it to disk, then renames it (or links it, which fails when the blob
 * exists). A crash leaves that directory, for `abortUploads`.
 */
export async function put(root: string, key: string, body: BlobBody, options: PutOptions = {}): Promise<Stored> {
  options.signal?.throwIfAborted();
  const path = pathOf(root, key);
  try {
    await checkRoot(root);
    return await putInto(await uploadDirectory(root, path, key), path, body, options);
  } catch (error) {
    throw blobError(alreadyExists(error, key), 'write', key);
  }
}

async function putInto(upload: string, path: string, body: BlobBody, options: PutOptions): Promise<Stored> {
  const temporary = join(upload, basename(path));
  try {
    const stored = await write(temporary, body, options.signal);
    await (options.ifAbsent ? link(temporary, path) : rename(temporary, path));
    await syncDirectory(dirname(path));
    return stored;
  } finally {
    await rm(upload, { recursive: true, force: true });
  }
}

/** Makes the parents and the upload's directory; a removal that prunes empty directories meanwhile may need another try. */
async function uploadDirectory(root: string, path: string, key: string): Promise<string> {
  const parent = dirname(path);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(parent, { recursive: true });
      await checkInside(root, path, key);
      return await mkdtemp(join(parent, uploadPrefix));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 5) throw error;
    }
  }
}

async function write(path: string, body: BlobBody, signal: AbortSignal | undefined): Promise<Stored> {
  const file = await open(path, 'wx');
  try {
    if (Buffer.isBuffer(body)) await file.writeFile(body);
    else await writeChunks(file, abortable(body, signal));
    signal?.throwIfAborted();
    await file.sync();
    const written = await file.stat({ bigint: true });
    return { size: Number(written.size), etag: etagOf(written) };
  } finally {
    await file.close();
  }
}

async function writeChunks(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks)
    for (let written = 0; written < chunk.length;) written += (await file.write(chunk, written)).bytesWritten;
}

/** So that the name survives a power cut too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function alreadyExists(error: unknown, key: string): unknown {
  const errno = error as NodeJS.ErrnoException;
  if (errno.code !== 'EEXIST' || errno.syscall !== 'link') return error;
  return new BlobError({
    kind: 'AlreadyExists',
    key,
    message: `${key} exists already and is left as it is`,
    cause: error,
  });
}
