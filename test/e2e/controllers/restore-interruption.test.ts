import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { configMap, plantBackup } from './plant.ts';
import type { Planted } from './plant.ts';
import { isAvailable, startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;

/** Enough for some seconds of work, in three waves. */
const count = 8_000;

beforeAll(async () => {
  stage = await startStage();
  const store = filesystemStore(stage.bucket);
  await plantBackup(store, 'long', long());
  await plantBackup(store, 'heavy', heavy());
  for (const name of ['long', 'heavy'])
    await stage.until('Backup', at(name), ({ status }) => status?.phase === 'Completed');
});

afterAll(() => stage?.[Symbol.asyncDispose]());

it(
  'a restore whose controllers are killed in the middle is finished by the next ones',
  { timeout: 240_000 },
  async () => {
    await stage.make('Restore', at('killed'), { backupName: 'long' });
    await stage.until('Restore', at('killed'), underWay);
    await stage.stowage.stopOne('controllers', { kill: true });
    const left = await stage.get('Restore', systemNamespace, 'killed');
    expect(left?.status?.phase).toBe('InProgress');
    const before = await countMaps('long');
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(count);
    await stage.stowage.restart('controllers');
    const { status } = await long120(() => stage.ended('Restore', systemNamespace, 'killed'));
    expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0, attempts: 2 });
    expect(status?.progress).toEqual({ totalItems: count + 20, itemsRestored: count + 20 });
    expect(await countMaps('long')).toBe(count);
    // What the first attempt had created counts as created by this restore.
    const list = JSON.parse(await file('killed', 'restore-killed-resource-list.json.gz')) as Record<string, string[]>;
    expect(list['v1/ConfigMap']).toHaveLength(count);
    expect(list['v1/ConfigMap']?.filter((item) => !item.endsWith('(created)'))).toEqual([]);
    expect(list['v1/ServiceAccount']).toHaveLength(10);
  },
);

it('a restore that is stopped and taken up keeps what it had saved', { timeout: 240_000 }, async () => {
  await stage.make('Restore', at('stopped'), { backupName: 'long', namespaceMapping: { long: 'stopped' } });
  await stage.until('Restore', at('stopped'), ({ status }) => (status?.journal?.wave ?? 0) > 0);
  await stage.stowage.restart('controllers');
  const { status } = await long120(() => stage.ended('Restore', systemNamespace, 'stopped'));
  expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0, attempts: 2 });
  const log = await file('stopped', 'restore-stopped-logs.gz');
  expect(log.match(/msg="Restore begins"/g)).toHaveLength(2);
  expect(log).toContain('msg="Going on where an earlier attempt stopped"');
  const list = JSON.parse(await file('stopped', 'restore-stopped-resource-list.json.gz')) as Record<string, string[]>;
  expect(list['v1/ConfigMap']).toHaveLength(count);
  expect(list['v1/Service']).toHaveLength(10);
});

it(
  'a bucket that vanishes in the middle fails the restore with a reason, and is missed for its results',
  { timeout: 120_000 },
  async () => {
    const aside = `${stage.bucket}-aside`;
    await stage.make('Restore', at('vanished'), { backupName: 'heavy' });
    await stage.until('Restore', at('vanished'), ({ status }) => (status?.progress?.itemsRestored ?? 0) > 0);
    await rename(stage.bucket, aside);
    const { status } = await stage.ended('Restore', systemNamespace, 'vanished');
    await rename(aside, stage.bucket);
    expect(status?.phase).toBe('Failed');
    expect(status?.failureReason).toMatch(/could not be read to its end/);
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Complete', status: 'False', reason: 'ArchiveLost' }),
    );
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Stored', status: 'False', reason: 'UploadFailed' }),
    );
    await stage.until('BackupStorageLocation', at('default'), isAvailable);
    await stage.make('Restore', at('second'), { backupName: 'heavy' });
    expect((await stage.ended('Restore', systemNamespace, 'second')).status).toMatchObject({
      phase: 'Completed',
      errors: 0,
    });
  },
);

it('a restore whose record is deleted stops', async () => {
  await stage.make('Restore', at('unwanted'), { backupName: 'long', namespaceMapping: { long: 'unwanted' } });
  await stage.until('Restore', at('unwanted'), underWay);
  await stage.remove('Restore', systemNamespace, 'unwanted');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const then = await countMaps('unwanted');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await countMaps('unwanted')).toBe(then);
  expect(then).toBeLessThan(count);
});

function underWay({ status }: Seen): boolean {
  return (status?.progress?.itemsRestored ?? 0) > 100;
}

function* long(): Generator<Planted> {
  for (let i = 0; i < 10; i += 1) {
    const metadata = { name: `s-${i}` };
    yield {
      resource: 'serviceaccounts',
      namespace: 'long',
      name: `s-${i}`,
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    };
    const spec = { ports: [{ port: 80 }] };
    yield {
      resource: 'services',
      namespace: 'long',
      name: `s-${i}`,
      object: { apiVersion: 'v1', kind: 'Service', metadata, spec },
    };
  }
  for (let i = 0; i < count; i += 1) yield configMap('long', `c-${i}`, { data: { i: String(i) } });
}

/** More than is read ahead: 50 MB that do not compress. */
function* heavy(): Generator<Planted> {
  for (let i = 0; i < 100; i += 1)
    yield configMap('heavy', `c-${i}`, { binaryData: { random: randomBytes(384 * 1024).toString('base64') } });
}

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}

/** On a busy machine thousands of objects take their time. */
async function long120(action: () => Promise<Seen>): Promise<Seen> {
  return await action().catch(action);
}

async function countMaps(namespace: string): Promise<number> {
  const { stdout } = await stage.cluster.kubectl(['-n', namespace, 'get', 'cm', '-o', 'name']);
  return stdout.split('\n').filter((name) => name.startsWith('configmap/c-')).length;
}

async function file(key: string, name: string): Promise<string> {
  return gunzipSync(await readFile(path.join(stage.bucket, 'restores', key, name))).toString();
}
