import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import type { Blob, BlobHead, CallOptions, GetOptions } from '../blob-store.ts';
import { BlobError } from '../errors.ts';
import { blobError } from './errors.ts';
import { etagOf } from './etag.ts';
import { quiet } from '../quiet.ts';
import { rangeOf } from '../range.ts';
import { checkInside, checkRoot, pathOf } from './paths.ts';

/** Opens the file and reads from that: a put meanwhile replaces the name, not these bytes. */
export async function get(root: string, key: string, options: GetOptions = {}): Promise<Blob> {
  options.signal?.throwIfAborted();
  const path = pathOf(root, key);
  try {
    const file = await openFile(root, path, key);
    try {
      return await read(file, key, options);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw blobError(error, 'read', key);
  }
}

/** Size, etag and time, or undefined when there is no such file. */
export async function head(root: string, key: string, options: CallOptions = {}): Promise<BlobHead | undefined> {
  options.signal?.throwIfAborted();
  const path = pathOf(root, key);
  try {
    const found = await lstat(path, { bigint: true });
    await checkInside(root, path, key);
    return found.isFile() ? { size: Number(found.size), etag: etagOf(found), modified: found.mtime } : undefined;
  } catch (error) {
    if (isAbsent(error)) {
      await checkRoot(root);
      return undefined;
    }
    throw blobError(error, 'look at', key);
  }
}

async function openFile(root: string, path: string, key: string): Promise<FileHandle> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    await checkInside(root, path, key).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    return file;
  } catch (error) {
    if (isAbsent(error)) {
      await checkRoot(root);
      throw notFound(key, error);
    }
    throw error;
  }
}

async function read(file: FileHandle, key: string, options: GetOptions): Promise<Blob> {
  const stats = await file.stat({ bigint: true });
  if (!stats.isFile()) throw notFound(key);
  const size = Number(stats.size);
  const etag = etagOf(stats);
  if (options.ifMatch !== undefined && options.ifMatch !== etag)
    throw new BlobError({ kind: 'Changed', key, message: `${key} was replaced since it was first read: start again` });
  return { size, etag, body: await content(file, key, stats, options) };
}

async function content(file: FileHandle, key: string, stats: BigIntStats, options: GetOptions): Promise<Readable> {
  const range = rangeOf(key, Number(stats.size), options);
  if (!range) {
    await file.close();
    return Readable.from([]);
  }
  const stream = quiet(file.createReadStream({ ...range, highWaterMark: 256 * 1024 }));
  return options.signal ? addAbortSignal(options.signal, stream) : stream;
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function notFound(key: string, cause?: unknown): BlobError {
  return new BlobError({ kind: 'NotFound', key, message: `there is no blob ${key} in the bucket directory`, cause });
}
