import type { BlobStore, CallOptions, ListedBlob } from '../blob-store.ts';
import type { Attempts } from './attempts.ts';

/** Lists; after a failure it lists anew and leaves out what it gave already (keys come in the order of their bytes). */
export async function* resumingList(
  store: BlobStore,
  attempts: Attempts,
  prefix: string,
  options: CallOptions | undefined,
): AsyncGenerator<ListedBlob> {
  let blobs: AsyncIterator<ListedBlob> | undefined;
  let last: Buffer | undefined;
  const next = async () => {
    blobs ??= after(store.list(prefix, options), last)[Symbol.asyncIterator]();
    try {
      return await blobs.next();
    } catch (error) {
      blobs = undefined;
      throw error;
    }
  };
  try {
    for (;;) {
      const result = await attempts(options, next);
      if (result.done) return;
      last = Buffer.from(result.value.key);
      yield result.value;
    }
  } finally {
    await blobs?.return?.();
  }
}

async function* after(blobs: AsyncIterable<ListedBlob>, last: Buffer | undefined): AsyncGenerator<ListedBlob> {
  for await (const blob of blobs) if (last === undefined || Buffer.compare(Buffer.from(blob.key), last) > 0) yield blob;
}
