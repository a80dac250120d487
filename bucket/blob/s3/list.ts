import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { CallOptions, ListedBlob } from '../blob-store.ts';
import { BlobError } from '../errors.ts';
import { checkDirectory, checkPrefix } from '../keys.ts';
import type { S3Bucket } from './bucket.ts';
import { blobError } from './errors.ts';
import { abortSignal } from './get.ts';

/** All blobs under a prefix, a page of 1000 at a time. Keys that are none (a "directory" of size 0) are left out. */
export async function* list(bucket: S3Bucket, prefix: string, options: CallOptions = {}): AsyncGenerator<ListedBlob> {
  checkPrefix(prefix);
  for await (const page of pages(bucket, prefix, '', options)) {
    for (const object of page.Contents ?? []) {
      if (object.Key !== undefined && !object.Key.endsWith('/')) {
        yield {
          key: object.Key,
          size: object.Size ?? 0,
          modified: object.LastModified ?? new Date(0),
        };
      }
    }
  }
}

/** Names of the directories under a prefix. */
export async function directories(bucket: S3Bucket, prefix: string, options: CallOptions = {}): Promise<string[]> {
  checkDirectory(prefix);
  const names: string[] = [];
  for await (const page of pages(bucket, prefix, '/', options))
    for (const common of page.CommonPrefixes ?? []) names.push((common.Prefix ?? '').slice(prefix.length, -1));
  return names.filter((name) => name !== '').toSorted();
}

async function* pages(
  bucket: S3Bucket,
  prefix: string,
  delimiter: '' | '/',
  options: CallOptions,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined;
  do {
    options.signal?.throwIfAborted();
    const page: ListObjectsV2CommandOutput = await readPage(bucket, prefix, delimiter, { ...options, token });
    yield page;
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function readPage(
  bucket: S3Bucket,
  prefix: string,
  delimiter: '' | '/',
  options: CallOptions & { token: string | undefined },
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: bucket.name,
    Prefix: prefix,
    ...(delimiter && { Delimiter: delimiter }),
    ...(options.token !== undefined && { ContinuationToken: options.token }),
  });
  try {
    const page = await bucket.client.send(command, abortSignal(options));
    if (page.IsTruncated === undefined) {
      throw new BlobError({
        kind: 'Other',
        key: prefix,
        message: `cannot list ${prefix} in ${bucket.where}: what answers there does not speak S3 as expected`,
      });
    }
    return page;
  } catch (error) {
    throw blobError(error, { action: 'list', where: bucket.where, key: prefix, signal: options.signal });
  }
}
