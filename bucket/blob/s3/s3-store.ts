import type { BlobStore } from '../blob-store.ts';
import { abortUploads } from './abort-uploads.ts';
import type { S3Bucket } from './bucket.ts';
import { get, head } from './get.ts';
import { directories, list } from './list.ts';
import { put } from './put.ts';
import { remove } from './remove.ts';

/** A bucket of any server that speaks S3. */
export function s3Store(bucket: S3Bucket): BlobStore {
  return {
    put: (key, body, options) => put(bucket, key, body, options),
    get: (key, options) => get(bucket, key, options),
    head: (key, options) => head(bucket, key, options),
    list: (prefix, options) => list(bucket, prefix, options),
    directories: (prefix, options) => directories(bucket, prefix, options),
    remove: (keys, options) => remove(bucket, keys, options),
    abortUploads: (prefix, options) => abortUploads(bucket, prefix, options),
    close: () => {
      bucket.client.destroy();
      return Promise.resolve();
    },
  };
}
