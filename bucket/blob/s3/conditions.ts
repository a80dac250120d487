import type { PutOptions } from '../blob-store.ts';
import { BlobError } from '../errors.ts';
import type { S3Bucket } from './bucket.ts';
import { isUnsupported } from './errors.ts';
import { head } from './get.ts';

/** The header that makes a server refuse to replace a blob. */
export interface AbsentCondition {
  IfNoneMatch?: '*';
}

/** Sends a request that makes a blob, with the condition; a server that does not know conditions is asked beforehand instead. */
export async function unlessExists<T>(
  bucket: S3Bucket,
  key: string,
  options: PutOptions,
  send: (condition: AbsentCondition) => Promise<T>,
): Promise<T> {
  if (!options.ifAbsent) return await send({});
  try {
    return await send({ IfNoneMatch: '*' });
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    await refuseExisting(bucket, key, options.signal);
    return await send({});
  }
}

/** Also asked before a conditional request: some servers ignore the condition. */
export async function refuseExisting(bucket: S3Bucket, key: string, signal: AbortSignal | undefined): Promise<void> {
  if (await head(bucket, key, { signal })) throw alreadyExists(bucket, key);
}

export function alreadyExists(bucket: S3Bucket, key: string): BlobError {
  return new BlobError({
    kind: 'AlreadyExists',
    key,
    message: `${key} exists already in ${bucket.where} and is left as it is`,
  });
}

/** Something that answers 200 to anything is not a bucket. */
export function checkEtag(bucket: S3Bucket, key: string, etag: string | undefined): string {
  if (!etag) {
    throw new BlobError({
      kind: 'Other',
      key,
      message: `cannot write ${key} in ${bucket.where}: what answers there does not speak S3 as expected (no ETag)`,
    });
  }
  return etag;
}
