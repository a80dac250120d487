import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import tarStream from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveWriter } from './archive-writer.ts';
import { collect, object, randomNumbers, streamOf, writeArchive } from './corpus/objects.ts';
import type { ArchiveObject, IndexEntry } from './entry.ts';
import { readArchive } from './read-archive.ts';
import { scanIndex } from './read-index.ts';

const run = promisify(execFile);

async function entriesOf(index: Buffer): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for await (const entry of scanIndex(streamOf(index))) entries.push(entry);
  return entries;
}

/** Objects of all sizes, with names that need every kind of header. */
function manyObjects(count: number, seed: number): (ArchiveObject & { json: Buffer })[] {
  const random = randomNumbers(seed);
  const namespaces = [undefined, 'a', 'team-b', 'n'.repeat(63)];
  const letters = ['x', 'system:', 'ü', '日本', 'Ω ', '\u{1F680}', 'e\u0301', '\\', '%41', '\'"'];
  return Array.from({ length: count }, (_, index) => {
    const letter = letters[Math.floor(random() * letters.length)] ?? 'x';
    const name = `${index}-${letter.repeat(Math.floor(random() * 14) + 1)}`;
    const size = Math.floor(random() ** 6 * 60_000);
    const text = JSON.stringify({ n: '9223372036854775807', name, data: 'y'.repeat(size) });
    const namespace = namespaces[index % namespaces.length];
    const resource = index % 3 ? 'configmaps' : 'deployments.apps';
    const version = index % 11 ? 'v1' : 'v1beta1';
    return object({ name, resource, version, ...(namespace && { namespace }) }, text);
  });
}

describe('an archive', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stowage-archive-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('says its size, checksum, number of objects and members', async () => {
    const { bytes, summary } = await writeArchive(manyObjects(300, 1), { memberBytes: 64 * 1024 });
    expect(summary.size).toBe(bytes.length);
    expect(summary.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(summary.items).toBe(300);
    expect(summary.members).toBeGreaterThan(10);
    expect(summary.indexDigest.sha256).toBe(createHash('sha256').update(summary.index).digest('hex'));
    expect(summary.indexDigest.size).toBe(summary.index.length);
  });

  it.each([1, 2, 3, 4, 5])(
    'gives back every byte of every object, by the index and as a stream (seed %i)',
    async (seed) => {
      const objects = manyObjects(200, seed);
      const { bytes, summary } = await writeArchive(objects, { memberBytes: seed * 20_000, parallel: seed });
      const items = await collect(readArchive(streamOf(bytes, 10_007)));
      expect(items.map(({ json }) => json.toString())).toEqual(objects.map(({ json }) => json.toString()));
      const entries = await entriesOf(summary.index);
      for (const [index, entry] of entries.entries()) {
        const member = gunzipSync(bytes.subarray(entry.offset, entry.offset + entry.length));
        const json = member.subarray(entry.position, entry.position + entry.size);
        expect(json.equals(objects[index]?.json ?? Buffer.alloc(0))).toBe(true);
        const { json: _, ...described } = objects[index] ?? object({ name: 'none' });
        expect(entry).toMatchObject({
          ...described,
          sha256: createHash('sha256').update(json).digest('hex'),
        });
      }
      expect(entries).toHaveLength(objects.length);
    },
  );

  it('is read by tar and gzip of this machine', async () => {
    const objects = manyObjects(120, 9).filter(({ name }) => !name.includes('\\'));
    const { bytes, summary } = await writeArchive(objects, { memberBytes: 50_000 });
    await writeFile(join(directory, 'a.tar.gz'), bytes);
    await writeFile(join(directory, 'a-index.json.gz'), summary.index);
    await run('gzip', ['--test', join(directory, 'a.tar.gz')]);
    await run('tar', ['-xzf', join(directory, 'a.tar.gz'), '-C', directory]);
    expect(await readFile(join(directory, 'metadata/version'), 'utf8')).toBe('1.1.0\n');
    for (const { resource, namespace, name, json } of objects) {
      const scope = namespace ? `namespaces/${namespace}` : 'cluster';
      const extracted = await readFile(join(directory, 'resources', resource, scope, `${name}.json`));
      expect(extracted.equals(json)).toBe(true);
    }
    expect(await readdir(join(directory, 'resources'))).toEqual(['configmaps', 'deployments.apps']);
    const index = JSON.parse(gunzipSync(summary.index).toString()) as { entries: unknown[]; archive: object };
    expect(index.entries).toHaveLength(objects.length);
    expect(index.archive).toMatchObject({ size: bytes.length, items: objects.length });
  });

  it('is read by tar-stream: regular files of mode 0755, the version first', async () => {
    const objects = manyObjects(50, 4);
    const { bytes } = await writeArchive(objects);
    const extract = tarStream.extract();
    extract.end(gunzipSync(bytes));
    const headers: { name: string; mode?: number; type?: string | null; mtime?: string }[] = [];
    for await (const entry of extract) {
      const { name, mode, type, mtime } = entry.header;
      headers.push({ name, mode: mode ?? 0, type: type ?? null, mtime: mtime?.toISOString() ?? '' });
      entry.resume();
    }
    expect(headers[0]).toEqual({
      name: 'metadata/version',
      mode: 0o755,
      type: 'file',
      mtime: '2026-01-01T00:00:00.000Z',
    });
    expect(new Set(headers.map(({ mode, type }) => `${mode} ${type}`))).toEqual(new Set(['493 file']));
    expect(headers).toHaveLength(objects.length + 1);
  });

  it.each([85, 90, 95, 96, 97, 98, 100, 150, 154, 155, 156, 200, 253])('takes names of %i bytes', async (length) => {
    const ascii = object({ name: 'x'.repeat(length), namespace: 'n'.repeat(63) });
    const unicode = object({ name: `é${'x'.repeat(length - 2)}`, namespace: 'n'.repeat(63) });
    const { bytes } = await writeArchive([ascii, unicode, object({ name: 'after' })]);
    const items = await collect(readArchive(streamOf(bytes)));
    expect(items.map(({ name }) => name)).toEqual([ascii.name, unicode.name, 'after']);
    await writeFile(join(directory, 'long.tar.gz'), bytes);
    const { stdout } = await run('tar', ['-tzf', join(directory, 'long.tar.gz'), '--quoting-style=literal']);
    expect(stdout.split('\n')[1]).toContain(`/${ascii.name}.json`);
    expect(stdout.split('\n')[2]).toContain(`/${unicode.name}.json`);
  });

  it('keeps an object whole: a large one has a member of its own', async () => {
    const large = object({ name: 'large' }, JSON.stringify({ data: 'z'.repeat(300_000) }));
    const objects = [object({ name: 'before' }), large, object({ name: 'after' })];
    const { bytes, summary } = await writeArchive(objects, { memberBytes: 100_000 });
    const [before, middle, after] = await entriesOf(summary.index);
    expect(new Set([before?.offset, middle?.offset, after?.offset]).size).toBe(3);
    expect(summary.members).toBe(3);
    expect(await collect(readArchive(streamOf(bytes)))).toHaveLength(3);
  });

  it('of nothing is an archive', async () => {
    const { bytes, summary } = await writeArchive([]);
    expect(summary).toMatchObject({ items: 0, members: 1 });
    expect(await entriesOf(summary.index)).toEqual([]);
    expect(await collect(readArchive(streamOf(bytes)))).toEqual([]);
  });

  it('is the same for the same objects', async () => {
    const [first, second] = await Promise.all([writeArchive(manyObjects(80, 3)), writeArchive(manyObjects(80, 3))]);
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.summary.index.equals(second.summary.index)).toBe(true);
  });
});

describe('ArchiveWriter', () => {
  it('stores an object once', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0) });
    const reading = writer.stream.toArray();
    expect(await writer.add(object({ name: 'one', namespace: 'a' }))).toBe(true);
    expect(await writer.add(object({ name: 'one', namespace: 'a' }, '{"other":1}'))).toBe(false);
    expect(await writer.add(object({ name: 'one', namespace: 'b' }))).toBe(true);
    expect(await writer.add(object({ name: 'one' }))).toBe(true);
    expect((await writer.finish()).items).toBe(3);
    await reading;
  });

  it('takes JSON in pieces, and from many at once', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0), memberBytes: 5000, parallel: 2 });
    const reading = writer.stream.toArray() as Promise<Buffer[]>;
    const names = Array.from({ length: 500 }, (_, index) => `object-${index}`);
    await Promise.all(
      names.map(async (name) => {
        const json = [Buffer.from('{"apiVersion":"v1",'), Buffer.from(`"kind":"X","name":"${name}"`), Buffer.from('}')];
        await writer.add({ ...object({ name }), json });
      }),
    );
    await writer.finish();
    const items = await collect(readArchive(streamOf(Buffer.concat(await reading))));
    expect(items.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(items.every(({ name, json }) => String(json) === `{"apiVersion":"v1","kind":"X","name":"${name}"}`)).toBe(
      true,
    );
  });

  it.each<[string, Partial<ArchiveObject> & { name: string }]>([
    ['a name with a slash', { name: 'a/b' }],
    ['a name of two dots', { name: '..' }],
    ['no name', { name: '' }],
    ['a name with a NUL', { name: 'a\0b' }],
    ['a name that is too long', { name: 'x'.repeat(254) }],
    ['a namespace that leads out', { name: 'a', namespace: '..' }],
    ['a resource that is none', { name: 'a', resource: '../../etc' }],
  ])('refuses %s and goes on', async (_what, id) => {
    const writer = new ArchiveWriter({ mtime: new Date(0) });
    const reading = writer.stream.toArray();
    await expect(writer.add(object(id))).rejects.toMatchObject({ name: 'ArchiveError', reason: 'UnsafePath' });
    await writer.add(object({ name: 'good' }));
    expect((await writer.finish()).items).toBe(1);
    await reading;
  });

  it('refuses an object that a reader would refuse', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0), itemBytes: 1000 });
    const large = writer.add(object({ name: 'large' }, `{"a":"${'x'.repeat(1000)}"}`));
    await expect(large).rejects.toMatchObject({
      reason: 'TooLarge',
      path: '"resources/configmaps/cluster/large.json"',
    });
    writer.destroy(new Error('enough'));
  });

  it('waits while nobody reads', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0), memberBytes: 2000, parallel: 2 });
    let added = 0;
    const adding = (async () => {
      for (; added < 1000; added += 1)
        await writer.add(object({ name: `object-${added}` }, JSON.stringify({ x: 'x'.repeat(900) })));
      return await writer.finish();
    })();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(added).toBeLessThan(200);
    await writer.stream.toArray();
    expect((await adding).items).toBe(1000);
  });

  it('tells whoever adds that the upload failed', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0), memberBytes: 2000, parallel: 1 });
    const adding = (async () => {
      for (let index = 0; ; index += 1) await writer.add(object({ name: `object-${index}` }));
    })();
    setTimeout(() => writer.stream.destroy(new Error('the bucket is gone')), 20);
    await expect(adding).rejects.toThrow('the bucket is gone');
    await expect(writer.finish()).rejects.toThrow('the bucket is gone');
  });

  it('makes its stream fail when the run gives up', async () => {
    const writer = new ArchiveWriter({ mtime: new Date(0) });
    const reading = writer.stream.toArray();
    await writer.add(object({ name: 'one' }));
    writer.destroy(new Error('cancelled'));
    await expect(reading).rejects.toThrow('cancelled');
    await expect(writer.add(object({ name: 'two' }))).rejects.toThrow('cancelled');
  });
});
