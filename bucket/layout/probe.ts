import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { BlobError } from '../blob/errors.ts';
import { backupsDirectory, topLevelDirectories } from './keys.ts';
import { readBlob } from './read-blob.ts';

export type ProbeStep = 'list' | 'write' | 'read' | 'readRange' | 'find' | 'delete';

export type ProbeResult =
  | {
      ok: true;
      /** Top-level directories that Velero does not know: it would refuse the location because of them. */
      foreignDirectories: string[];
    }
  | { ok: false; step: ProbeStep; error: BlobError };

export interface ProbeOptions extends CallOptions {
  /** The location is only read from: list, nothing else. */
  readOnly?: boolean | undefined;
}

/**
 * Finds out whether a location works: lists it, writes `metadata/stowage-probe-<random>` (no other top-level directory than Velero's
 * may exist), reads it back, reads a part of it, finds it in a listing and deletes it. Says which step failed. `random` is a name that
 * nobody else uses. Only an abort rejects.
 */
export async function probe(store: BlobStore, random: string, options: ProbeOptions = {}): Promise<ProbeResult> {
  const key = `metadata/stowage-probe-${random}`;
  const run: Run = { store, key, content: contentOf(random), options, foreignDirectories: [] };
  const steps: [ProbeStep, (run: Run) => Promise<void>][] = [
    ['list', list],
    ['write', write],
    ['read', read],
    ['readRange', readRange],
    ['find', find],
    ['delete', remove],
  ];
  for (const [step, act] of options.readOnly ? steps.slice(0, 1) : steps) {
    try {
      await act(run);
    } catch (error) {
      await store.remove([key]).catch(() => undefined);
      return { ok: false, step, error: asBlobError(error, step, options.signal) };
    }
  }
  return { ok: true, foreignDirectories: run.foreignDirectories };
}

interface Run {
  store: BlobStore;
  key: string;
  content: Buffer;
  options: ProbeOptions;
  foreignDirectories: string[];
}

/** Some hundred bytes, of all values. */
function contentOf(random: string): Buffer {
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  return Buffer.concat([Buffer.from(`Stowage checks this location: ${random}\n`), all]);
}

async function list(run: Run): Promise<void> {
  await run.store.directories(backupsDirectory, run.options);
  const directories = await run.store.directories('', run.options);
  run.foreignDirectories = directories.filter((name) => !topLevelDirectories.includes(name));
}

async function write({ store, key, content, options }: Run): Promise<void> {
  await store.put(key, content, { signal: options.signal });
}

async function read({ store, key, content, options }: Run): Promise<void> {
  compare(key, content, await readBlob(store, key, 1024 * 1024, { signal: options.signal }));
}

async function readRange({ store, key, content, options }: Run): Promise<void> {
  const start = 10;
  const end = content.length - 10;
  const { body } = await store.get(key, { start, end, signal: options.signal });
  compare(key, content.subarray(start, end + 1), Buffer.concat((await body.toArray()) as Buffer[]));
}

async function find({ store, key, options }: Run): Promise<void> {
  for await (const blob of store.list(key, options)) if (blob.key === key) return;
  throw new BlobError({ kind: 'Other', key, message: `${key} was written, but a listing does not show it` });
}

async function remove({ store, key, options }: Run): Promise<void> {
  await store.remove([key], options);
  if (await store.head(key, options))
    throw new BlobError({ kind: 'Denied', key, message: `${key} was deleted, but it is still there` });
}

function compare(key: string, written: Buffer, got: Buffer): void {
  if (!written.equals(got)) {
    const message = `${key} was read back with other bytes than were written: ${got.length} for ${written.length}`;
    throw new BlobError({ kind: 'Other', key, message });
  }
}

function asBlobError(error: unknown, step: ProbeStep, signal: AbortSignal | undefined): BlobError {
  signal?.throwIfAborted();
  if (error instanceof BlobError) return error;
  return new BlobError({ kind: 'Other', message: `the step ${step} failed: ${String(error)}`, cause: error });
}
