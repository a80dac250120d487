import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { openBlobStore } from '../../bucket/blob/open.ts';
import { heldNamespaces } from './held-namespaces.ts';

const { signal } = new AbortController();

async function bucket(): Promise<BlobStore> {
  const root = await mkdtemp(path.join(tmpdir(), 'stowage-held-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const directory = path.join(root, 'bucket', 'backups');
  await cp(path.join(import.meta.dirname, '../../test/interop/archives'), directory, { recursive: true });
  const dependencies = { filesystemRoot: root };
  return openBlobStore({ provider: 'filesystem', bucket: 'bucket' }, dependencies);
}

test.each(['velero-1.18.3', 'stowage-0.1.0'])('of %s are counted from the list of its objects', async (name) => {
  const store = await bucket();
  const { namespaces = [] } = await heldNamespaces(store, name, signal);
  expect(namespaces.map((one) => one.name)).toEqual(['old']);
  expect(namespaces[0]?.items).toBeGreaterThanOrEqual(5);
  expect(namespaces[0]).not.toHaveProperty('errors');
});

test('have the errors and warnings of the results', async () => {
  const store = await bucket();
  const results = {
    errors: { namespaces: { old: ['a', 'b'] } },
    warnings: { namespaces: { old: ['c'], other: ['d'] } },
  };
  await store.remove(['backups/velero-1.18.3/velero-1.18.3-results.gz']);
  await store.put('backups/velero-1.18.3/velero-1.18.3-results.gz', gzipSync(JSON.stringify(results)));
  const { namespaces } = await heldNamespaces(store, 'velero-1.18.3', signal);
  expect(namespaces).toMatchObject([
    { name: 'old', errors: 2, warnings: 1 },
    { name: 'other', items: 0, warnings: 1 },
  ]);
});

test('are not known without the list', async () => {
  const store = await bucket();
  expect(await heldNamespaces(store, 'nothing', signal)).toEqual({});
});
