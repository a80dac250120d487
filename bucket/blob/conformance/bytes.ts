import { createHash } from 'node:crypto';
import type { BlobStore, GetOptions } from '../blob-store.ts';

export const mebibyte = 1024 * 1024;

/** Bytes that differ at every offset that matters: a wrong range is seen. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index + 4 <= length; index += 4)
    bytes.writeUInt32LE(Math.imul(index + seed, 2654435761) >>> 0, index);
  return bytes;
}

/** The bytes in chunks of an odd size. */
export async function* inChunks(bytes: Buffer, size = 60_001): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

export async function readAll(store: BlobStore, key: string, options?: GetOptions): Promise<Buffer> {
  const { body } = await store.get(key, options);
  return Buffer.concat((await body.toArray()) as Buffer[]);
}

export async function keysUnder(store: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const blob of store.list(prefix)) keys.push(blob.key);
  return keys;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
