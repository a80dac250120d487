import { Readable } from 'node:stream';
import type { Blob, BlobStore, GetOptions } from '../blob-store.ts';
import { quiet } from '../quiet.ts';
import type { Attempts } from './attempts.ts';

/** Opens a blob whose body reopens itself where it broke off, pinned to the etag that it began with. */
export async function resumingGet(
  store: BlobStore,
  attempts: Attempts,
  key: string,
  options: GetOptions = {},
): Promise<Blob> {
  const first = await attempts(options, () => store.get(key, options));
  const position: Position = { start: options.start ?? 0, body: first.body };
  const reopen = async () => {
    const rest = { ...options, start: position.start, ifMatch: first.etag };
    position.body = (await store.get(key, rest)).body;
  };
  const end = Math.min(options.end ?? first.size - 1, first.size - 1);
  const chunks = resuming(position, end, (again) => attempts(options, again), reopen);
  const body = Readable.from(chunks, { objectMode: false });
  body.once('close', () => position.body.destroy());
  return { ...first, body: quiet(body) };
}

interface Position {
  /** Of the next byte. */
  start: number;
  body: Readable;
}

async function* resuming(
  position: Position,
  end: number,
  attempts: <T>(call: () => Promise<T>) => Promise<T>,
  reopen: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let chunks = position.body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let broken = false;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    // A connection that breaks after the last byte broke nothing.
    if (broken && position.start > end) return { done: true, value: undefined };
    if (broken) {
      await reopen();
      chunks = position.body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    }
    broken = true;
    const result = await chunks.next();
    broken = false;
    return result;
  };
  for (;;) {
    const result = await attempts(next);
    if (result.done) return;
    position.start += result.value.length;
    yield result.value;
  }
}
