import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { openBlobStore } from '../../../bucket/blob/open.ts';
import { sweep, sweepDue } from './sweep.ts';

const now = new Date('2026-11-21T07:00:00Z');
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000);
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sweep-'));
});

afterEach(() => rm(root, { recursive: true }));

test('only what is old, not committed and nobody is writing is removed', async () => {
  await blob('dead', 'dead.tar.gz', hours(25));
  await blob('young', 'young.tar.gz', hours(23));
  await blob('running', 'running.tar.gz', hours(30));
  await blob('whole', 'whole.tar.gz', hours(30));
  await blob('whole', 'velero-backup.json', hours(30));
  const store = openBlobStore({ provider: 'filesystem', bucket: 'b' }, { filesystemRoot: root });
  const records = [record('running', 'InProgress'), record('dead', 'Failed')];
  const { signal } = new AbortController();
  expect(await sweep(store, { records, now, signal })).toEqual(['dead']);
  expect(await store.directories('backups/')).toEqual(['running', 'whole', 'young']);
});

test.each([
  [undefined, true],
  ['2026-11-21T06:59:59Z', true],
  ['2026-11-21T07:00:00Z', false],
])('after a search at %s it is due: %s', (last, due) => {
  expect(sweepDue(last, now)).toBe(due);
});

async function blob(directory: string, name: string, modified: Date): Promise<void> {
  const at = path.join(root, 'b', 'backups', directory);
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, name), 'x');
  await utimes(path.join(at, name), modified, modified);
}

function record(bucketKey: string, phase: 'InProgress' | 'Failed'): Backup {
  return { apiVersion: '', kind: '', metadata: {}, spec: {}, status: { bucketKey, phase } };
}
