import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import type { ArchiveSummary, ObjectId } from '../../../bucket/archive/entry.ts';
import { ArchiveError } from '../../../bucket/archive/errors.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { waveOf, waves } from '../waves.ts';
import { openIndexed } from './indexed.ts';
import type { ArchiveFiles } from './indexed.ts';
import { openSource } from './open-source.ts';
import type { ArchiveSource, Wanted } from './source.ts';
import { openStreamed } from './streamed.ts';

const keys = { archive: 'backups/b/b.tar.gz', index: 'backups/b/b-index.json.gz' };
const signal = AbortSignal.timeout(60_000);

/** 900 objects of three waves, in small members, in an order in which the waves are mixed. */
const ids: ObjectId[] = Array.from({ length: 300 }, (_, i) => [
  { resource: 'deployments.apps', namespace: `ns-${i % 3}`, name: `d-${i}` },
  { resource: 'configmaps', namespace: `ns-${i % 3}`, name: `c-${i}` },
  { resource: 'namespaces', name: `n-${i}` },
]).flat();

let root: string;
let store: BlobStore;
let summary: ArchiveSummary;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stowage-source-'));
  store = filesystemStore(root);
});
afterAll(() => rm(root, { recursive: true }));

beforeEach(async () => {
  const writer = new ArchiveWriter({ mtime: new Date(0), memberBytes: 4096 });
  const bytes = buffer(writer.stream);
  for (const id of ids) await writer.add({ ...id, version: 'v1', kind: 'X', json: jsonOf(id) });
  summary = await writer.finish();
  await store.put(keys.archive, await bytes);
  await store.put(keys.index, summary.index);
});

function jsonOf({ name }: ObjectId): Buffer {
  return Buffer.from(JSON.stringify({ metadata: { name }, filler: 'x'.repeat(100) }));
}

const openers = { 'with its index': openIndexed, 'from its beginning': openStreamed };

describe.each(Object.entries(openers))('an archive that is read %s', (_, open) => {
  test('shows every object once, then gives those that are wanted by wave', async () => {
    const visited: ObjectId[] = [];
    const source = await open(files(), (id) => visited.push(id), wanted(isNotOfOne));
    expect(source.sha256).toBe(summary.sha256);
    expect(names(visited)).toEqual(names(ids));
    const seen = await readAll(source);
    for (const [wave, objects] of seen.entries()) {
      const expected = ids.filter((id) => waveOf(id.resource) === wave && isNotOfOne(id));
      expect(names(objects)).toEqual(names(expected));
      for (const object of objects) expect(object.json).toEqual(jsonOf(object));
    }
  });

  test('is refused when it is not what was recorded, with both checksums', async () => {
    const recorded = { size: summary.size, sha256: 'a'.repeat(64) };
    const error = await failure(open({ ...files(), recorded }, () => undefined, wanted()));
    expect(error.message).toContain('a'.repeat(64));
    expect(error.message).toContain(summary.sha256);
  });

  test('is refused when a bit is flipped', async () => {
    const bytes = await archiveBytes();
    // Behind the first member's header: most of that says nothing and is not protected by its checksum.
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    await store.put(keys.archive, bytes);
    await failure(open(files(), () => undefined, wanted()));
  });

  test('is refused when its end is missing', async () => {
    await store.put(keys.archive, (await archiveBytes()).subarray(0, -40));
    await failure(open(files(), () => undefined, wanted()));
  });

  test('gives nothing more once it is replaced', async () => {
    const source = await open(files(), () => undefined, wanted());
    const writer = new ArchiveWriter({ mtime: new Date(0) });
    const bytes = buffer(writer.stream);
    await writer.add({
      resource: 'configmaps',
      namespace: 'evil',
      name: 'e',
      version: 'v1',
      kind: 'X',
      json: jsonOf({ resource: '', name: 'e' }),
    });
    await writer.finish();
    await store.put(keys.archive, await bytes);
    await expect(readAll(source)).rejects.toMatchObject({ kind: 'Changed' });
  });
});

test('an archive with an index is read by it, one without from its beginning', async () => {
  const gets: string[] = [];
  const counted = counting(gets);
  await openSource({ ...files(), store: counted }, () => undefined, wanted());
  expect(gets).toEqual([keys.index, keys.archive]);
  gets.length = 0;
  await store.remove([keys.index]);
  await openSource({ ...files(), store: counted }, () => undefined, wanted());
  expect(gets).toEqual([keys.archive, keys.archive]);
});

test('one pass gives as many waves as fit into memory', async () => {
  await store.remove([keys.index]);
  const gets: string[] = [];
  const read = async (held: number) => {
    const source = await openStreamed({ ...files(), store: counting(gets) }, () => undefined, wanted(), held);
    gets.length = 0;
    await readAll(source);
    return gets.length;
  };
  const each = 300 * jsonOf({ resource: '', name: 'x-123' }).length;
  expect(await read(3 * each)).toBe(1);
  // Of the three waves with objects two need a pass of their own, and so do the first ones without any.
  expect(await read(0)).toBeGreaterThanOrEqual(3);
});

function isNotOfOne({ namespace }: ObjectId): boolean {
  return namespace !== 'ns-1';
}

function files(): ArchiveFiles {
  return { store, keys, recorded: {}, signal };
}

function wanted(wants: Wanted['wants'] = () => true): Wanted {
  const sizes = waves.map((_, wave) =>
    ids.filter((id) => waveOf(id.resource) === wave && wants(id)).reduce((sum, id) => sum + jsonOf(id).length, 0),
  );
  return { wants, bytes: (wave) => sizes[wave] ?? 0 };
}

async function readAll(source: ArchiveSource) {
  const all: (ObjectId & { json: Buffer })[][] = [];
  for (const wave of waves.keys()) {
    const objects: (ObjectId & { json: Buffer })[] = [];
    for await (const object of source.wave(wave)) objects.push({ ...object, json: Buffer.from(object.json) });
    all.push(objects);
  }
  return all;
}

function names(list: readonly ObjectId[]): string[] {
  return list.map(({ resource, namespace, name }) => `${resource}/${namespace}/${name}`).toSorted();
}

async function failure(opening: Promise<unknown>): Promise<ArchiveError> {
  const error = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ArchiveError);
  return error as ArchiveError;
}

async function archiveBytes(): Promise<Buffer> {
  return await buffer((await store.get(keys.archive)).body);
}

/** The store, and a note of every GET of it. */
function counting(gets: string[]): BlobStore {
  return Object.assign(Object.create(store) as BlobStore, {
    get: (key: string, options?: object) => {
      gets.push(key);
      return store.get(key, options);
    },
  });
}
