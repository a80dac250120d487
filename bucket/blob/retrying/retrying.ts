import type { BlobStore } from '../blob-store.ts';
import { attempter } from './attempts.ts';
import type { RetryOptions } from './attempts.ts';
import { resumingGet } from './resuming-get.ts';
import { resumingList } from './resuming-list.ts';

/**
 * Tries again what failed for a passing reason; a body that broke off goes on where it stopped, if the blob is still the same. Not
 * repeated: a put from a stream, which cannot be read twice. After a repeated put with `ifAbsent`, `AlreadyExists` may mean the first attempt.
 */
export function retrying(store: BlobStore, options: Partial<RetryOptions> = {}): BlobStore {
  const attempts = attempter({ attempts: 2, delay: 250, ...options });
  return {
    put: (key, body, call) =>
      Buffer.isBuffer(body) ? attempts(call, () => store.put(key, body, call)) : store.put(key, body, call),
    get: (key, call) => resumingGet(store, attempts, key, call),
    head: (key, call) => attempts(call, () => store.head(key, call)),
    list: (prefix, call) => resumingList(store, attempts, prefix, call),
    directories: (prefix, call) => attempts(call, () => store.directories(prefix, call)),
    remove: (keys, call) => attempts(call, () => store.remove(keys, call)),
    abortUploads: (prefix, call) => attempts(call, () => store.abortUploads(prefix, call)),
    close: () => store.close(),
  };
}
