import type { BlobStore, CallOptions, ListedBlob } from './blob-store.ts';
import { checkDirectory, checkKey, checkPrefix } from './keys.ts';

/** The directory `prefix` (which ends with a slash) of a store as a store. Errors name the whole key. */
export function prefixed(store: BlobStore, prefix: string): BlobStore {
  if (prefix === '') return store;
  const whole = (key: string) => prefix + checkKey(key);
  return {
    put: async (key, body, options) => await store.put(whole(key), body, options),
    get: async (key, options) => await store.get(whole(key), options),
    head: async (key, options) => await store.head(whole(key), options),
    list: (under, options) => relative(store, prefix, under, options),
    directories: async (under, options) => await store.directories(prefix + checkDirectory(under), options),
    remove: async (keys, options) => await store.remove(keys.map(whole), options),
    abortUploads: async (under, options) => await store.abortUploads(prefix + checkPrefix(under), options),
    close: () => store.close(),
  };
}

async function* relative(
  store: BlobStore,
  prefix: string,
  under: string,
  options: CallOptions | undefined,
): AsyncGenerator<ListedBlob> {
  for await (const blob of store.list(prefix + checkPrefix(under), options))
    yield { ...blob, key: blob.key.slice(prefix.length) };
}
