import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { requestsAtOnce } from '../../../controllers/restore/apply/pacer.ts';
import { waitFor } from '../../support/wait.ts';
import { startAdmissionGate } from './admission-gate.ts';
import type { AdmissionGate } from './admission-gate.ts';
import { configMap, plantBackup } from './plant.ts';
import type { Planted } from './plant.ts';
import { isAvailable, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let gate: AdmissionGate;

const count = 300;

beforeAll(async () => {
  stage = await startStage();
  gate = await startAdmissionGate(stage.cluster, ['configmaps', 'services']);
  const store = filesystemStore(stage.bucket);
  await plantBackup(store, 'shop', shop());
  await plantBackup(store, 'heavy', heavy());
  for (const name of ['shop', 'heavy'])
    await stage.until('Backup', at(name), ({ status }) => status?.phase === 'Completed');
});

afterEach(() => gate.release());

afterAll(async () => {
  await gate?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

it('a restore whose controllers are killed in the middle is finished by the next ones', async () => {
  gate.holdAfter('configmaps', 100);
  await stage.make('Restore', at('killed'), { backupName: 'shop' });
  await held('configmaps');
  await stage.stowage.stopOne('controllers', { kill: true });
  gate.release();
  expect((await stage.get('Restore', systemNamespace, 'killed'))?.status?.phase).toBe('InProgress');
  await stage.stowage.restart('controllers');
  const { status } = await stage.ended('Restore', systemNamespace, 'killed');
  expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0, attempts: 2 });
  expect(status?.progress).toEqual({ totalItems: count + 20, itemsRestored: count + 20 });
  expect(await countMaps('shop')).toBe(count);
  // What the first attempt had created counts as created by this restore.
  const list = await listOf('killed');
  expect(list['v1/ConfigMap']).toHaveLength(count);
  expect(list['v1/ConfigMap']?.filter((item) => !item.endsWith('(created)'))).toEqual([]);
  expect(list['v1/ServiceAccount']).toHaveLength(10);
});

it('a restore that is stopped and taken up goes on with the wave where it was, and keeps what it had found', async () => {
  gate.holdAfter('configmaps', 0);
  gate.holdAfter('services', 3);
  await stage.make('Restore', at('stopped'), { backupName: 'shop', namespaceMapping: { shop: 'stopped' } });
  await held('configmaps');
  // Long enough that the end of this wave is kept.
  await sleep(3_000);
  gate.release();
  gate.holdAfter('services', 3);
  await stage.until('Restore', at('stopped'), ({ status }) => (status?.journal?.wave ?? 0) > 0);
  await held('services');
  const before = await creates('stopped', 'configmaps');
  await stage.stowage.stopOne('controllers');
  gate.release();
  await stage.stowage.restart('controllers');
  const { status } = await stage.ended('Restore', systemNamespace, 'stopped');
  expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0, attempts: 2 });
  expect(await creates('stopped', 'configmaps')).toBe(before);
  const log = await file('stopped', 'restore-stopped-logs.gz');
  expect(log.match(/msg="Restore begins"/g)).toHaveLength(2);
  expect(log).toContain('msg="Going on where an earlier attempt stopped"');
  const list = await listOf('stopped');
  expect(list['v1/ConfigMap']).toHaveLength(count);
  expect(list['v1/Service']).toHaveLength(10);
});

it('a bucket that vanishes in the middle fails the restore with a reason, and is missed for its results', async () => {
  const aside = `${stage.bucket}-aside`;
  gate.holdAfter('configmaps', 5);
  await stage.make('Restore', at('vanished'), { backupName: 'heavy' });
  await held('configmaps');
  await rename(stage.bucket, aside);
  gate.release();
  const { status } = await stage.ended('Restore', systemNamespace, 'vanished');
  await rename(aside, stage.bucket);
  expect(status?.phase).toBe('Failed');
  expect(status?.failureReason).toMatch(/could not be read to its end/);
  const conditions = Object.fromEntries((status?.conditions ?? []).map(({ type, reason }) => [type, reason]));
  expect(conditions).toMatchObject({ Complete: 'ArchiveLost', Stored: 'UploadFailed' });
  await stage.until('BackupStorageLocation', at('default'), isAvailable);
  await stage.make('Restore', at('second'), { backupName: 'heavy' });
  const second = await stage.ended('Restore', systemNamespace, 'second');
  expect(second.status).toMatchObject({ phase: 'Completed', errors: 0 });
});

it('a restore whose record is deleted stops', async () => {
  gate.holdAfter('configmaps', 50);
  await stage.make('Restore', at('unwanted'), { backupName: 'shop', namespaceMapping: { shop: 'unwanted' } });
  await held('configmaps');
  await stage.remove('Restore', systemNamespace, 'unwanted');
  await waitFor('its requests to be given up', () => gate.waiting('configmaps') === 0);
  gate.release();
  // Time for more, if it went on.
  await sleep(1_500);
  // Those that were on their way may still arrive.
  expect(await countMaps('unwanted')).toBeLessThanOrEqual(50 + requestsAtOnce);
});

/** The restore has come to where the gate holds it. */
async function held(resource: string): Promise<void> {
  await waitFor(`the restore to wait with its ${resource}`, () => gate.waiting(resource) > 0);
}

/** How often creating such an object was asked for. */
async function creates(namespace: string, resource: string): Promise<number> {
  const events = await stage.cluster.auditEvents(
    ({ verb, objectRef }) => verb === 'create' && objectRef?.namespace === namespace && objectRef.resource === resource,
  );
  return events.length;
}

function* shop(): Generator<Planted> {
  for (let i = 0; i < 10; i += 1) {
    const metadata = { name: `s-${i}` };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
    yield { resource: 'serviceaccounts', namespace: 'shop', name: `s-${i}`, object: account };
    const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } };
    yield { resource: 'services', namespace: 'shop', name: `s-${i}`, object: service };
  }
  for (let i = 0; i < count; i += 1) yield configMap('shop', `c-${i}`, { data: { i: String(i) } });
}

/** Much more than is read ahead: 50 MB that do not compress. */
function* heavy(): Generator<Planted> {
  for (let i = 0; i < 100; i += 1)
    yield configMap('heavy', `c-${i}`, { binaryData: { random: randomBytes(384 * 1024).toString('base64') } });
}

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}

async function countMaps(namespace: string): Promise<number> {
  const { stdout } = await stage.cluster.kubectl(['-n', namespace, 'get', 'cm', '-o', 'name']);
  return stdout.split('\n').filter((name) => name.startsWith('configmap/c-')).length;
}

async function listOf(key: string): Promise<Record<string, string[]>> {
  const text = await file(key, `restore-${key}-resource-list.json.gz`);
  return JSON.parse(text) as Record<string, string[]>;
}

async function file(key: string, name: string): Promise<string> {
  return gunzipSync(await readFile(path.join(stage.bucket, 'restores', key, name))).toString();
}
