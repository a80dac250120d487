import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { ArchiveWriter } from '../../bucket/archive/archive-writer.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { openBlobStore } from '../../bucket/blob/open.ts';
import { ArchiveKinds } from './archive-kinds.ts';
import type { IndexedArchive } from './archive-kinds.ts';

const keys = { archive: 'backups/nightly/nightly.tar.gz', index: 'backups/nightly/nightly-index.json.gz' };
const { signal } = new AbortController();
let reads: string[];
let archive: IndexedArchive;

beforeEach(async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'archive-kinds-'));
  const location = { provider: 'filesystem', bucket: path.basename(root) };
  const store = openBlobStore(location, { filesystemRoot: path.dirname(root) });
  const writer = new ArchiveWriter({ mtime: new Date(0) });
  const upload = store.put(keys.archive, writer.stream);
  for (const [resource, namespace, name] of [
    ['pods', 'shop', 'web-1'],
    ['pods', 'shop', 'web-2'],
    ['namespaces', undefined, 'shop'],
  ] as const) {
    await writer.add({
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      version: 'v1',
      kind: 'K',
      json: Buffer.from('{}'),
    });
  }
  const [{ index }, { etag }] = await Promise.all([writer.finish(), upload]);
  await store.put(keys.index, index);
  reads = [];
  const counted: BlobStore = {
    ...store,
    get: (key, options) => {
      reads.push(key);
      return store.get(key, options);
    },
  };
  archive = { store: counted, keys, etag, location: { namespace: 'stowage-system', name: 'default' } };
});

it('says which kinds are where, and reads an index once for each ETag of its archive', async () => {
  const kinds = new ArchiveKinds();
  const expected = [
    { resource: 'pods', namespace: 'shop' },
    { resource: 'namespaces', namespace: undefined },
  ];
  expect(await kinds.of(archive, signal)).toEqual(expected);
  expect(await kinds.of(archive, signal)).toEqual(expected);
  expect(reads).toEqual([keys.index]);
  await kinds.of({ ...archive, etag: '"other"' }, signal);
  await kinds.of({ ...archive, location: { namespace: 'shop', name: 'default' } }, signal);
  expect(reads).toHaveLength(3);
});

it('does not know them without an index, and looks again the next time', async () => {
  const kinds = new ArchiveKinds();
  await archive.store.remove([keys.index]);
  expect(await kinds.of(archive, signal)).toBeUndefined();
  expect(await kinds.of(archive, signal)).toBeUndefined();
  expect(reads).toHaveLength(2);
});
