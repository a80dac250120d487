import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { BlobError } from '../blob/errors.ts';

/** Reads a small blob whole. One that is larger than `maxBytes` is refused before it is read. */
export async function readBlob(
  store: BlobStore,
  key: string,
  maxBytes: number,
  options?: CallOptions,
): Promise<Buffer> {
  const { body, size } = await store.get(key, options);
  if (size > maxBytes) {
    body.destroy();
    throw new BlobError({
      kind: 'Other',
      key,
      message: `${key} has ${size} bytes, more than the ${maxBytes} that such a file may have`,
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
