import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { pattern, readAll } from './conformance/bytes.ts';
import type { Subject } from './conformance/subject.ts';
import { blobStoreConformance } from './conformance/suite.ts';
import { BlobError } from './errors.ts';
import { faulty } from './faulty/faulty.ts';
import type { Fault, FaultPlan } from './faulty/faulty.ts';
import { filesystemStore } from './filesystem/filesystem-store.ts';
import { prefixed } from './prefixed.ts';
import { retrying } from './retrying/retrying.ts';

const fast = { attempts: 3, delay: 1 };

function busy(): BlobError {
  return new BlobError({ kind: 'Busy', message: 'injected' });
}

async function onDirectory(wrap: (store: BlobStore) => BlobStore): Promise<Subject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stowage-wrapped-')));
  return { store: wrap(filesystemStore(root)), manyKeys: 150, dispose: () => rm(root, { recursive: true }) };
}

/** For each key, the first call of what can be repeated fails, the next body breaks after 1 MB, the next listing after 60 blobs. */
function rough(): FaultPlan {
  const counts = new Map<string, number>();
  return (operation, key) => {
    const id = `${operation} ${key}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    if (operation === 'put' || count > 2) return undefined;
    const breaking = count === 2 && { afterBytes: 1_000_000, afterBlobs: 60 };
    return count === 1 || operation === 'get' || operation === 'list' ? { error: busy(), ...breaking } : undefined;
  };
}

const breaksAfter =
  (afterBytes: number): FaultPlan =>
  () => ({ error: busy(), afterBytes });

const onlyFirst =
  (first: Fault, others: Fault = {}): FaultPlan =>
  (_operation, _key, count) =>
    count === 1 ? first : others;

blobStoreConformance('retrying over a faulty store', () =>
  onDirectory((store) => retrying(faulty(store, rough()), { attempts: 3, delay: 1 })),
);
blobStoreConformance('faulty without faults', () => onDirectory((store) => faulty(store, () => undefined)));
blobStoreConformance('prefixed', () => onDirectory((store) => prefixed(store, 'some/where/')));

describe('wrappers', () => {
  let subject: Subject;
  const bytes = pattern(300_000);

  beforeAll(async () => {
    subject = await onDirectory((store) => store);
    await subject.store.put('blob', bytes);
  });
  afterAll(() => subject.dispose?.());

  it('retries what is temporary, as often as it was told', async () => {
    let calls = 0;
    const plan = () => {
      calls += 1;
      return { error: busy() };
    };
    await expect(retrying(faulty(subject.store, plan), fast).head('blob')).rejects.toMatchObject({ kind: 'Busy' });
    expect(calls).toBe(3);
  });

  it('does not retry what is permanent', async () => {
    let calls = 0;
    const plan = () => {
      calls += 1;
      return { error: new BlobError({ kind: 'Denied', message: 'injected' }) };
    };
    await expect(retrying(faulty(subject.store, plan), fast).head('blob')).rejects.toMatchObject({ kind: 'Denied' });
    expect(calls).toBe(1);
  });

  it('stops waiting for the next attempt when aborted', async () => {
    const store = retrying(
      faulty(subject.store, () => ({ error: busy() })),
      { attempts: 3, delay: 60_000 },
    );
    await expect(store.head('blob', { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i);
  });

  it('resumes a body that breaks off again and again', async () => {
    const store = retrying(faulty(subject.store, breaksAfter(70_000)), fast);
    expect((await readAll(store, 'blob')).equals(bytes)).toBe(true);
    expect((await readAll(store, 'blob', { start: 5, end: 199_999 })).equals(bytes.subarray(5, 200_000))).toBe(true);
  });

  it('takes a break after the last byte for the end', async () => {
    const store = retrying(faulty(subject.store, breaksAfter(bytes.length)), fast);
    expect((await readAll(store, 'blob')).equals(bytes)).toBe(true);
    const range = { start: 10, end: 19 };
    const ranged = retrying(faulty(subject.store, breaksAfter(10)), fast);
    expect((await readAll(ranged, 'blob', range)).equals(bytes.subarray(10, 20))).toBe(true);
  });

  it('gives up on a body without progress', async () => {
    const plan = onlyFirst({ error: busy(), afterBytes: 9 }, { error: busy() });
    await expect(readAll(retrying(faulty(subject.store, plan), fast), 'blob')).rejects.toMatchObject({ kind: 'Busy' });
  });

  it('does not resume into a blob that was replaced meanwhile', async () => {
    const plan = breaksAfter(100_000);
    await subject.store.put('changing', bytes);
    const { body } = await retrying(faulty(subject.store, plan), fast).get('changing');
    await subject.store.put('changing', pattern(300_000, 77));
    await expect(body.toArray()).rejects.toMatchObject({ kind: 'Changed' });
  });

  it('passes what an aborted upload or a damaged blob is', async () => {
    const store = faulty(subject.store, (operation) => (operation === 'get' ? { flipBit: 123_456 } : {}));
    const read = await readAll(store, 'blob');
    expect(read.equals(bytes)).toBe(false);
    expect(read.subarray(0, 123_456).equals(bytes.subarray(0, 123_456))).toBe(true);
  });

  it('lets a lost answer of a put with ifAbsent look like AlreadyExists', async () => {
    const plan = onlyFirst({ error: busy(), afterwards: true });
    const put = retrying(faulty(subject.store, plan), fast).put('once', bytes, { ifAbsent: true });
    await expect(put).rejects.toMatchObject({ kind: 'AlreadyExists' });
    expect((await readAll(subject.store, 'once')).equals(bytes)).toBe(true);
  });
});
