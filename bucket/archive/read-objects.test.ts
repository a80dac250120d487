import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore, GetOptions } from '../blob/blob-store.ts';
import { faulty } from '../blob/faulty/faulty.ts';
import { filesystemStore } from '../blob/filesystem/filesystem-store.ts';
import { collect, object, writeArchive } from './corpus/objects.ts';
import type { WrittenArchive } from './corpus/objects.ts';
import type { IndexEntry } from './entry.ts';
import { readIndex } from './read-index.ts';
import { readObject, readObjects } from './read-objects.ts';
import { verifyArchive } from './verify-archive.ts';

const objects = Array.from({ length: 600 }, (_, index) =>
  object(
    { name: `object-${index}`, namespace: `team-${Math.floor(index / 100)}` },
    JSON.stringify({ index, n: 9007199254740993n.toString(), data: Array.from({ length: 60 }, () => Math.random()) }),
  ),
);

describe('an archive in a bucket', () => {
  let root: string;
  let store: BlobStore;
  let written: WrittenArchive;
  let entries: IndexEntry[];

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'stowage-objects-')));
    store = filesystemStore(root);
    written = await writeArchive(objects, { memberBytes: 20_000 });
    await store.put('a.tar.gz', written.bytes);
    await store.put('a-index.json.gz', written.summary.index);
    ({ entries } = await readIndex(store, 'a-index.json.gz'));
  });
  afterAll(() => rm(root, { recursive: true }));

  /** A store that notes the ranges that were asked for. */
  function noting(): { store: BlobStore; ranges: GetOptions[] } {
    const ranges: GetOptions[] = [];
    const get: BlobStore['get'] = async (key, options) => {
      ranges.push(options ?? {});
      return await store.get(key, options);
    };
    return { store: { ...store, get }, ranges };
  }

  async function withIndex(change: Partial<IndexEntry>): Promise<unknown> {
    const entry = { ...(entries[7] as IndexEntry), ...change };
    return await readObject(store, 'a.tar.gz', entry).catch((error: unknown) => error);
  }

  it('gives one object for one small ranged GET', async () => {
    const { store: noted, ranges } = noting();
    const entry = entries[321] as IndexEntry;
    const json = await readObject(noted, 'a.tar.gz', entry);
    expect(json.equals(objects[321]?.json ?? Buffer.alloc(0))).toBe(true);
    expect(ranges).toEqual([{ start: entry.offset, end: entry.offset + entry.length - 1 }]);
    expect(entry.length).toBeLessThan(20_000);
  });

  it('gives a namespace in one GET, and nothing of others', async () => {
    const { store: noted, ranges } = noting();
    const index = await readIndex(noted, 'a-index.json.gz', { filter: ({ namespace }) => namespace === 'team-3' });
    expect(index.entries).toHaveLength(100);
    expect(index.archive).toMatchObject({ items: 600, size: written.bytes.length });
    const read = await collect(readObjects(noted, 'a.tar.gz', index.entries));
    expect(read.map(({ json }) => String(json))).toEqual(objects.slice(300, 400).map(({ json }) => String(json)));
    expect(ranges).toHaveLength(2);
    expect((ranges[1]?.end ?? 0) - (ranges[1]?.start ?? 0)).toBeLessThan(written.bytes.length / 4);
  });

  it('gives any selection in the order of the archive', async () => {
    const some = entries.filter((_, index) => index % 7 === 0).toReversed();
    const read = await collect(readObjects(store, 'a.tar.gz', some));
    expect(read.map(({ entry }) => entry.name)).toEqual(some.toReversed().map(({ name }) => name));
    expect(await collect(readObjects(store, 'a.tar.gz', []))).toEqual([]);
  });

  it('can be left in the middle', async () => {
    for await (const { entry } of readObjects(store, 'a.tar.gz', entries)) {
      expect(entry.name).toBe('object-0');
      break;
    }
  });

  it('is refused, or read as it was, when one bit of an object’s member is flipped', async () => {
    const entry = entries[50] as IndexEntry;
    let refused = 0;
    for (let flipBit = 30; flipBit < entry.length; flipBit += 97) {
      const damaged = faulty(store, () => ({ flipBit }));
      const result: unknown = await readObject(damaged, 'a.tar.gz', entry).catch((caught: unknown) => caught);
      // A bit that fills up a byte in the compressed stream says nothing.
      const same = Buffer.isBuffer(result) && result.equals(objects[50]?.json ?? Buffer.alloc(0));
      expect(same || ['Corrupt', 'ChecksumMismatch'].includes((result as { reason: string }).reason)).toBe(true);
      refused += same ? 0 : 1;
    }
    expect(refused).toBeGreaterThan(entry.length / 97 - 3);
  });

  it('names both checksums when an object is another one than was recorded', async () => {
    const sha256 = 'f'.repeat(64);
    expect(await withIndex({ sha256 })).toMatchObject({
      name: 'ArchiveError',
      reason: 'ChecksumMismatch',
      path: '"resources/configmaps/namespaces/team-0/object-7.json"',
      expected: sha256,
      actual: entries[7]?.sha256,
    });
  });

  it.each<[string, Partial<IndexEntry>, string]>([
    ['a place behind the end', { offset: 100_000_000 }, 'Truncated'],
    ['a place that is no member', { offset: 5 }, 'Corrupt'],
    ['a length that is too short', { length: 100 }, 'Corrupt'],
    ['a position outside', { position: 10_000_000 }, 'ChecksumMismatch'],
    ['a name that leads out', { name: '../x' }, 'UnsafePath'],
  ])('is refused with an index that gives %s', async (_what, change, reason) => {
    expect(await withIndex(change)).toMatchObject({ name: 'ArchiveError', reason });
  });

  it('does not decompress a bomb', async () => {
    const bytes = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await store.put('bomb', bytes);
    const entry = { ...(entries[0] as IndexEntry), offset: 0, length: bytes.length };
    await expect(readObject(store, 'bomb', entry)).rejects.toMatchObject({ reason: 'TooLarge' });
  });

  it('that was replaced meanwhile is refused', async () => {
    const { etag } = await verifyArchive(store, 'a.tar.gz', written.summary);
    const options = { ifMatch: etag };
    await readObject(store, 'a.tar.gz', entries[0] as IndexEntry, options);
    await store.put('a.tar.gz', Buffer.concat([written.bytes, Buffer.alloc(1)]));
    await expect(readObject(store, 'a.tar.gz', entries[0] as IndexEntry, options)).rejects.toMatchObject({
      kind: 'Changed',
    });
    await store.put('a.tar.gz', written.bytes);
  });

  it('is verified before anything is made of it, and named with its checksums', async () => {
    const { size, sha256 } = written.summary;
    await expect(verifyArchive(store, 'missing', written.summary)).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(verifyArchive(store, 'a.tar.gz', { size: size + 1, sha256 })).rejects.toMatchObject({
      reason: 'Truncated',
      expected: `${size + 1} bytes`,
      actual: `${size} bytes`,
    });
    const damaged = faulty(store, () => ({ flipBit: 12_345 }));
    const error = await verifyArchive(damaged, 'a.tar.gz', written.summary).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason: 'ChecksumMismatch', expected: sha256 });
    expect((error as Error).message).toContain(sha256);
    expect((error as Error).message).toContain((error as { actual: string }).actual);
  });
});
