import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import type { IndexEntry, StoredObject } from './entry.ts';

export interface ReadObjectsOptions extends CallOptions {
  /** Etag of the archive (see `verifyArchive`): a replaced archive is then refused. */
  ifMatch?: string | undefined;
}

/** Reads one object with one ranged GET and checks its sha256. */
export function readObject(
  store: BlobStore,
  key: string,
  entry: IndexEntry,
  options?: ReadObjectsOptions,
): Promise<Buffer> {
  return Promise.reject(new Error(`not built yet ${key} ${typeof store} ${entry.name} ${typeof options}`));
}

/** Reads objects, in the order of the archive, with one ranged GET for neighbours. Each is checked before it is yielded. */
// eslint-disable-next-line require-yield
export async function* readObjects(
  store: BlobStore,
  key: string,
  entries: readonly IndexEntry[],
  options?: ReadObjectsOptions,
): AsyncGenerator<StoredObject> {
  throw new Error(`not built yet ${key} ${typeof store} ${entries.length} ${typeof options}`);
}
