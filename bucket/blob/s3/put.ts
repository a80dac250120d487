import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { BlobBody, PutOptions, Stored } from '../blob-store.ts';
import { checkKey } from '../keys.ts';
import type { S3Bucket } from './bucket.ts';
import { alreadyExists, checkEtag, refuseExisting, unlessExists } from './conditions.ts';
import { blobError, statusOf } from './errors.ts';
import { BodyError, partBytes, upload } from './upload.ts';

/** A small buffer in one request, everything else in parts as it comes. */
export async function put(bucket: S3Bucket, key: string, body: BlobBody, options: PutOptions = {}): Promise<Stored> {
  checkKey(key);
  options.signal?.throwIfAborted();
  try {
    if (options.ifAbsent) await refuseExisting(bucket, key, options.signal);
    return Buffer.isBuffer(body) && body.length <= partBytes
      ? await putSmall(bucket, key, body, options)
      : await upload(bucket, key, body, options);
  } catch (error) {
    throw statusOf(error) === 412 ? alreadyExists(bucket, key) : failure(error, bucket, key, options.signal);
  }
}

async function putSmall(bucket: S3Bucket, key: string, body: Buffer, options: PutOptions): Promise<Stored> {
  const stored = await unlessExists(bucket, key, options, async (condition) => {
    const command = new PutObjectCommand({
      Bucket: bucket.name,
      Key: key,
      Body: body,
      ContentLength: body.length,
      ...bucket.encryption,
      ...bucket.creation,
      ...condition,
    });
    return await bucket.client.send(command, { ...(options.signal && { abortSignal: options.signal }) });
  });
  return { size: body.length, etag: checkEtag(bucket, key, stored.ETag) };
}

function failure(error: unknown, bucket: S3Bucket, key: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof BodyError) return error.cause;
  return blobError(error, { action: 'write', where: bucket.where, key, signal });
}
