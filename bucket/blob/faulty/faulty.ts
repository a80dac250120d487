import { Readable } from 'node:stream';
import type { BlobStore, CallOptions, ListedBlob } from '../blob-store.ts';
import { quiet } from '../quiet.ts';

export type Operation = Exclude<keyof BlobStore, 'close'>;

/** What goes wrong with one call. */
export interface Fault {
  /** Thrown before anything is done, or after `afterBytes` of a body or `afterBlobs` of a listing. */
  error?: Error;
  afterBytes?: number;
  afterBlobs?: number;
  /** Body offset of a byte of which one bit is flipped. */
  flipBit?: number;
  /** The call is done, then `error` is thrown all the same: an answer that was lost. */
  afterwards?: boolean;
}

/** Asked at each call; `count` counts from 1 for each operation. */
export type FaultPlan = (operation: Operation, key: string, count: number) => Fault | undefined;

/** Injects faults into a store. For tests. */
export function faulty(store: BlobStore, plan: FaultPlan): BlobStore {
  const counts = new Map<Operation, number>();
  const faultOf = (operation: Operation, key: string): Fault => {
    const count = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, count);
    return plan(operation, key, count) ?? {};
  };
  const simple = <T>(operation: Operation, key: string, call: () => Promise<T>) => run(faultOf(operation, key), call);
  return {
    put: (key, body, options) => {
      const fault = faultOf('put', key);
      const damaged = Buffer.isBuffer(body) && fault.flipBit === undefined ? body : damage(chunksOf(body), fault);
      return run(fault, () => store.put(key, damaged, options));
    },
    get: async (key, options) => {
      const fault = faultOf('get', key);
      const blob = await run(fault, () => store.get(key, options));
      const body = Readable.from(damage(blob.body, fault), { objectMode: false });
      body.once('close', () => blob.body.destroy());
      return { ...blob, body: quiet(body) };
    },
    list: (prefix, options) => faultyList(store, prefix, options, faultOf('list', prefix)),
    head: (key, options) => simple('head', key, () => store.head(key, options)),
    directories: (prefix, options) => simple('directories', prefix, () => store.directories(prefix, options)),
    remove: (keys, options) => simple('remove', keys[0] ?? '', () => store.remove(keys, options)),
    abortUploads: (prefix, options) => simple('abortUploads', prefix, () => store.abortUploads(prefix, options)),
    close: () => store.close(),
  };
}

async function run<T>(fault: Fault, call: () => Promise<T>): Promise<T> {
  const atOnce = fault.afterBytes === undefined && fault.afterBlobs === undefined;
  if (fault.error && atOnce && !fault.afterwards) throw fault.error;
  const result = await call();
  if (fault.error && fault.afterwards) throw fault.error;
  return result;
}

function chunksOf(body: Buffer | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return Buffer.isBuffer(body) ? Readable.from([body]) : body;
}

async function* damage(chunks: AsyncIterable<Uint8Array>, fault: Fault): AsyncGenerator<Uint8Array> {
  const limit = fault.afterBytes ?? Infinity;
  let offset = 0;
  for await (const chunk of chunks) {
    const kept = chunk.subarray(0, limit - offset);
    yield flipped(kept, (fault.flipBit ?? -1) - offset);
    offset += kept.length;
    if (fault.error && offset >= limit) throw fault.error;
  }
}

function flipped(chunk: Uint8Array, index: number): Uint8Array {
  const byte = chunk[index];
  if (byte === undefined) return chunk;
  const copy = Buffer.from(chunk);
  copy[index] = byte ^ 1;
  return copy;
}

async function* faultyList(
  store: BlobStore,
  prefix: string,
  options: CallOptions | undefined,
  fault: Fault,
): AsyncGenerator<ListedBlob> {
  if (fault.error && fault.afterBlobs === undefined) throw fault.error;
  let count = 0;
  for await (const blob of store.list(prefix, options)) {
    if (fault.error && count === fault.afterBlobs) throw fault.error;
    yield blob;
    count += 1;
  }
}
