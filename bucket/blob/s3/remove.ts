import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { _Error } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import type { CallOptions } from '../blob-store.ts';
import { checkKey } from '../keys.ts';
import { together } from '../together.ts';
import type { S3Bucket } from './bucket.ts';
import { blobError, isUnsupported, statusOf } from './errors.ts';
import { abortSignal } from './get.ts';

/** S3's limit for one request. */
const batchKeys = 1000;
const singlesAtOnce = 8;

/** Removes in batches, or one by one where the server has no batches (GCS) or wants another checksum for them. */
export async function remove(bucket: S3Bucket, keys: readonly string[], options: CallOptions = {}): Promise<void> {
  keys.forEach(checkKey);
  for (let start = 0; start < keys.length; start += batchKeys) {
    options.signal?.throwIfAborted();
    await removeBatch(bucket, keys.slice(start, start + batchKeys), options);
  }
}

async function removeBatch(bucket: S3Bucket, keys: readonly string[], options: CallOptions): Promise<void> {
  if (keys.length === 1 || bucket.batchDeleteUnsupported) {
    await removeSingly(bucket, keys, options);
    return;
  }
  const Objects = keys.map((key) => ({ Key: key }));
  const command = new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects, Quiet: true } });
  const failed = await bucket.client.send(command, abortSignal(options)).then(
    (output) => output.Errors ?? [],
    (error: unknown) => {
      if (!isUnsupported(error) && statusOf(error) !== 400)
        throw blobError(error, { action: `remove ${keys.length} blobs`, where: bucket.where, signal: options.signal });
      bucket.batchDeleteUnsupported = true;
      return undefined;
    },
  );
  if (failed) throwFirst(bucket, failed);
  else await removeSingly(bucket, keys, options);
}

function throwFirst(bucket: S3Bucket, errors: readonly _Error[]): void {
  const first = errors.find((error) => error.Code !== 'NoSuchKey');
  if (first) {
    const key = first.Key;
    const error = Object.assign(new Error('refused'), { Code: first.Code ?? 'AccessDenied' });
    throw blobError(error, { action: 'remove', where: bucket.where, key });
  }
}

async function removeSingly(bucket: S3Bucket, keys: readonly string[], options: CallOptions): Promise<void> {
  const limit = pLimit(singlesAtOnce);
  await together(keys.map((key) => limit(() => removeOne(bucket, key, options))));
}

async function removeOne(bucket: S3Bucket, key: string, options: CallOptions): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket.name, Key: key });
  try {
    await bucket.client.send(command, abortSignal(options));
  } catch (error) {
    const failure = blobError(error, { action: 'remove', where: bucket.where, key, signal: options.signal });
    if (!(failure instanceof Error && 'kind' in failure && failure.kind === 'NotFound')) throw failure;
  }
}
