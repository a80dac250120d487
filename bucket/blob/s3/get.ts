import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Blob, BlobHead, CallOptions, GetOptions } from '../blob-store.ts';
import { BlobError } from '../errors.ts';
import { checkKey } from '../keys.ts';
import { quiet } from '../quiet.ts';
import { outsideRange } from '../range.ts';
import type { S3Bucket } from './bucket.ts';
import { blobError, statusOf } from './errors.ts';
import type { Attempt } from './errors.ts';

/** Opens a blob, or a range of it. */
export async function get(bucket: S3Bucket, key: string, options: GetOptions = {}): Promise<Blob> {
  checkKey(key);
  options.signal?.throwIfAborted();
  try {
    const range = rangeHeader(key, options);
    const command = new GetObjectCommand({
      Bucket: bucket.name,
      Key: key,
      ...(range && { Range: range }),
      ...(options.ifMatch !== undefined && { IfMatch: options.ifMatch }),
      ...bucket.encryption,
    });
    const output = await bucket.client.send(command, abortSignal(options));
    return blobOf(bucket, key, options, output);
  } catch (error) {
    throw readFailure(error, bucket, key, options);
  }
}

/** Size, etag and time. A server says nothing more than 404, so a bucket that is gone looks like a blob that is not there. */
export async function head(bucket: S3Bucket, key: string, options: CallOptions = {}): Promise<BlobHead | undefined> {
  checkKey(key);
  options.signal?.throwIfAborted();
  const command = new HeadObjectCommand({ Bucket: bucket.name, Key: key, ...bucket.encryption });
  try {
    const output = await bucket.client.send(command, abortSignal(options));
    return {
      size: output.ContentLength ?? 0,
      etag: output.ETag ?? '',
      modified: output.LastModified ?? new Date(0),
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw blobError(error, { action: 'look at', where: bucket.where, key, signal: options.signal });
  }
}

/** The SDK wants the field absent, not undefined. */
export function abortSignal(options: CallOptions): { abortSignal?: AbortSignal } {
  return options.signal ? { abortSignal: options.signal } : {};
}

function rangeHeader(key: string, options: GetOptions): string | undefined {
  const { start = 0, end } = options;
  if (options.start === undefined && end === undefined) return undefined;
  if (start < 0 || (end !== undefined && end < start)) throw outsideRange(key, options);
  return `bytes=${start}-${end ?? ''}`;
}

function blobOf(bucket: S3Bucket, key: string, options: GetOptions, output: GetObjectCommandOutput): Blob {
  const source = quiet(output.Body as Readable);
  const ranged = options.start !== undefined || options.end !== undefined;
  const extent = ranged ? rangeExtent(options, output) : wholeExtent(output);
  if (!extent) {
    source.destroy();
    const text = ranged ? 'the server ignores ranges' : 'what answers there does not speak S3 as expected (no length)';
    throw new BlobError({ kind: 'Unsupported', key, message: `cannot read ${key} in ${bucket.where}: ${text}` });
  }
  const attempt = { action: 'read', where: bucket.where, key, signal: options.signal };
  const body = Readable.from(checked(source, extent.length, attempt), { objectMode: false });
  // A generator that waits for bytes cannot be ended from outside; the socket can.
  body.once('close', () => source.destroy());
  return { body: quiet(body), size: extent.total, etag: output.ETag ?? '' };
}

/** How many bytes come, and how many the whole blob has. */
interface Extent {
  length: number;
  total: number;
}

function wholeExtent({ ContentLength: length }: GetObjectCommandOutput): Extent | undefined {
  return length === undefined ? undefined : { length, total: length };
}

/** Undefined when the answer is not the range that was asked for. */
function rangeExtent(options: GetOptions, output: GetObjectCommandOutput): Extent | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(output.ContentRange ?? '');
  const [start, end, total] = (found ?? []).slice(1).map(Number);
  return start === undefined || end === undefined || total === undefined || start !== (options.start ?? 0)
    ? undefined
    : { length: end - start + 1, total };
}

/** Passes the bytes on, and fails when there are fewer or more than the server promised. */
async function* checked(source: Readable, length: number, attempt: Attempt): AsyncGenerator<Uint8Array> {
  let read = 0;
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      read += chunk.length;
      if (read > length) throw new BlobError({ kind: 'Other', key: attempt.key, message: surplus(attempt) });
      yield chunk;
    }
    if (read < length) throw Object.assign(new Error(`${read} bytes of ${length}`), { code: 'ECONNRESET' });
  } catch (error) {
    throw blobError(error, attempt);
  }
}

function surplus({ key, where }: Attempt): string {
  return `cannot read ${key ?? ''} in ${where}: it sends more bytes than it said, so what answers there does not speak S3 as expected`;
}

function readFailure(error: unknown, bucket: S3Bucket, key: string, options: GetOptions): unknown {
  if (statusOf(error) === 412) {
    const message = `${key} in ${bucket.where} was replaced since it was first read: start again`;
    return new BlobError({ kind: 'Changed', key, message });
  }
  if (statusOf(error) === 416) return outsideRange(key, options);
  return blobError(error, { action: 'read', where: bucket.where, key, signal: options.signal });
}
