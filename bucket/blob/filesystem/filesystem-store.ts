import type { BlobStore } from '../blob-store.ts';
import { abortUploads } from './abort-uploads.ts';
import { get, head } from './get.ts';
import { directories, list } from './list.ts';
import { put } from './put.ts';
import { remove } from './remove.ts';

/** A directory as a bucket. `root` is absolute; when it does not exist, calls fail with `NoBucket`. */
export function filesystemStore(root: string): BlobStore {
  return {
    put: (key, body, options) => put(root, key, body, options),
    get: (key, options) => get(root, key, options),
    head: (key, options) => head(root, key, options),
    list: (prefix, options) => list(root, prefix, options),
    directories: (prefix, options) => directories(root, prefix, options),
    remove: (keys, options) => remove(root, keys, options),
    abortUploads: (prefix, options) => abortUploads(root, prefix, options),
    close: () => Promise.resolve(),
  };
}
