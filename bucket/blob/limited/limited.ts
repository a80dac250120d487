import { finished } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Blob, BlobStore, CallOptions, GetOptions, ListedBlob } from '../blob-store.ts';

/** At most `n` calls at once; a get counts until its body is closed, a listing while it waits for its next blob. */
export function limited(store: BlobStore, n: number): BlobStore {
  const limit = pLimit(n);
  return {
    put: (key, body, options) => limit(() => store.put(key, body, options)),
    get: (key, options) => limitedGet(store, limit, key, options),
    head: (key, options) => limit(() => store.head(key, options)),
    list: (prefix, options) => limitedList(store, limit, prefix, options),
    directories: (prefix, options) => limit(() => store.directories(prefix, options)),
    remove: (keys, options) => limit(() => store.remove(keys, options)),
    abortUploads: (prefix, options) => limit(() => store.abortUploads(prefix, options)),
    close: () => store.close(),
  };
}

function limitedGet(
  store: BlobStore,
  limit: LimitFunction,
  key: string,
  options: GetOptions | undefined,
): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const held = limit(async () => {
      const blob = await store.get(key, options);
      const closed = new Promise<void>((done) => {
        finished(blob.body, () => done());
      });
      resolve(blob);
      await closed;
    });
    held.catch(reject);
  });
}

async function* limitedList(
  store: BlobStore,
  limit: LimitFunction,
  prefix: string,
  options: CallOptions | undefined,
): AsyncGenerator<ListedBlob> {
  const blobs = store.list(prefix, options)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await limit(() => blobs.next());
      if (result.done) {
        return;
      }
      yield result.value;
    }
  } finally {
    await blobs.return?.();
  }
}
