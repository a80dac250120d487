import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteDataFinalizer, systemNamespace } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import { inBucket } from './archive.ts';
import { isAvailable, startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;
const spec = { includedNamespaces: ['shop'] };

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'settings' }, data: { a: 'b' } },
  ]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('the deletion of a backup', () => {
  it('removes its data, and then the record', async () => {
    await run('doomed');
    await deleteLikeAUser('doomed');
    await gone('doomed');
    expect(existsSync(inBucket(stage, 'doomed', ''))).toBe(false);
  });

  it('waits, with a reason, while the bucket is away, and goes on by itself', async () => {
    await run('waiting');
    await rename(stage.bucket, `${stage.bucket}-away`);
    await stage.until('BackupStorageLocation', at('default'), (seen) => seen.status?.phase === 'Unavailable');
    await deleteLikeAUser('waiting');
    const blocked = await stage.until(
      'Backup',
      at('waiting'),
      ({ status }) => reasonOf(status, 'Deleting') !== undefined,
    );
    expect(blocked.status).toMatchObject({ phase: 'Deleting' });
    expect(reasonOf(blocked.status, 'Deleting')).toBe('DeletionBlocked');
    await rename(`${stage.bucket}-away`, stage.bucket);
    await stage.until('BackupStorageLocation', at('default'), isAvailable);
    await gone('waiting');
    expect(existsSync(inBucket(stage, 'waiting', ''))).toBe(false);
  });

  it('does not keep its namespace from going while the bucket is away', async () => {
    await stage.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'leaving' } }]);
    const finalizers = [deleteDataFinalizer];
    const requester = { username: 'root', groups: ['system:masters'] };
    await stage.make('Backup', { namespace: 'leaving', name: 'last', finalizers }, { requester });
    await stage.ended('Backup', 'leaving', 'last');
    await stage.make('Restore', { namespace: 'leaving', name: 'back', finalizers }, { requester, backupName: 'last' });
    await stage.ended('Restore', 'leaving', 'back');
    await rename(stage.bucket, `${stage.bucket}-away`);
    await stage.until('BackupStorageLocation', at('default'), (seen) => seen.status?.phase === 'Unavailable');
    const { code } = await stage.cluster.kubectl(['delete', 'namespace', 'leaving', '--timeout=40s']);
    await rename(`${stage.bucket}-away`, stage.bucket);
    expect(code).toBe(0);
    await stage.until('BackupStorageLocation', at('default'), isAvailable);
    // Its data is still there, and the platform team sees it.
    const detached = await stage.until('Backup', at('leaving.last'), ({ status }) => status?.phase === 'Completed');
    expect(detached.status?.bucketKey).toBe('leaving.last');
  });

  it('of one that never began takes nothing with it', async () => {
    await run('original');
    await cp(inBucket(stage, 'original', ''), inBucket(stage, 'refused', ''), { recursive: true });
    const finalizers = [deleteDataFinalizer];
    await stage.make('Backup', { ...at('refused'), finalizers }, { storageLocation: 'nowhere' });
    await stage.ended('Backup', systemNamespace, 'refused');
    await stage.remove('Backup', systemNamespace, 'refused');
    await gone('refused');
    expect(existsSync(inBucket(stage, 'refused', 'velero-backup.json'))).toBe(true);
    await rm(inBucket(stage, 'refused', ''), { recursive: true });
  });
});

describe('the end of a backup', () => {
  it('comes with its time to live, data and record', async () => {
    await run('short', { ...spec, ttl: '4s' });
    expect(existsSync(inBucket(stage, 'short', 'velero-backup.json'))).toBe(true);
    await gone('short');
    expect(existsSync(inBucket(stage, 'short', ''))).toBe(false);
  });
});

describe('what is in the bucket and not in the cluster', () => {
  it('appears: a backup whose record went with its namespace', async () => {
    await run('lost');
    await stage.remove('Backup', systemNamespace, 'lost');
    const found = await stage.until('Backup', at('lost'), ({ status }) => status?.phase === 'Completed');
    expect(found.metadata.annotations).toMatchObject({ 'stowage.dev/imported-from': 'lost' });
    expect(found.metadata.labels).toMatchObject({ 'velero.io/storage-location': 'default' });
    expect(found.spec).toMatchObject({ storageLocation: 'default', includedNamespaces: ['shop'] });
    expect(found.status).toMatchObject({ bucketKey: 'lost', archive: { size: expect.any(Number) as number } });
  });

  it("appears: Velero's", async () => {
    await plant('from-velero', { phase: 'PartiallyFailed', errors: 3, startTimestamp: '2026-01-01T00:00:00Z' });
    const found = await stage.until('Backup', at('from-velero'), ({ status }) => status?.phase === 'PartiallyFailed');
    expect(found.status?.errors).toBe(3);
  });

  it('does not appear as long as Velero works on it, or when it is damaged', async () => {
    await plant('unfinished', { phase: 'InProgress' });
    await mkdir(inBucket(stage, 'damaged', ''), { recursive: true });
    await writeFile(inBucket(stage, 'damaged', 'velero-backup.json'), '{');
    await plant('after-these', { phase: 'Completed' });
    await stage.until('Backup', at('after-these'), ({ status }) => status?.phase === 'Completed');
    for (const name of ['unfinished', 'damaged'])
      expect(await stage.get('Backup', systemNamespace, name)).toBeUndefined();
  });

  it('appears even with a spec that no schema takes', async () => {
    await plant('odd', { phase: 'Completed' }, { includedNamespaces: 'all of them' });
    const found = await stage.until('Backup', at('odd'), ({ status }) => status?.phase === 'Completed');
    expect(found.spec).toEqual({ storageLocation: 'default' });
  });
});

describe('what is in the cluster and not in the bucket', () => {
  it('says so, and takes it back when it is there again', async () => {
    await run('vanishing');
    await rename(inBucket(stage, 'vanishing', ''), path.join(stage.bucket, 'restores-away'));
    const missing = await stage.until(
      'Backup',
      at('vanishing'),
      ({ status }) => reasonOf(status, 'Stored') === 'MissingInBucket',
    );
    expect(missing.status?.phase).toBe('Completed');
    await rename(path.join(stage.bucket, 'restores-away'), inBucket(stage, 'vanishing', ''));
    await stage.until('Backup', at('vanishing'), ({ status }) => reasonOf(status, 'Stored') === 'InBucket');
  });
});

describe('a location', () => {
  it('says what is wrong with it', async () => {
    await stage.make('BackupStorageLocation', at('broken'), {
      provider: 'filesystem',
      objectStorage: { bucket: 'missing' },
    });
    const { status } = await stage.until(
      'BackupStorageLocation',
      at('broken'),
      (seen) => seen.status?.phase === 'Unavailable',
    );
    expect(status?.message).toMatch(/stowage-system\/broken cannot be used.*missing/);
    expect(reasonOf(status, 'Ready')).toBe('LocationInvalid');
  });

  it('takes the mark of the default from the others of its namespace', async () => {
    await mkdir(path.join(stage.stowage.filesystemRoot, 'second'), { recursive: true });
    await stage.make('BackupStorageLocation', at('second'), {
      provider: 'filesystem',
      objectStorage: { bucket: 'second' },
      default: true,
    });
    await stage.until('BackupStorageLocation', at('default'), (seen) => seen.spec['default'] === false);
    await stage.until('BackupStorageLocation', at('second'), ({ status }) => reasonOf(status, 'Default') === 'Marked');
    await stage.patch('BackupStorageLocation', at('default'), { spec: { default: true } });
    await stage.until('BackupStorageLocation', at('second'), (seen) => seen.spec['default'] === false);
    expect((await stage.get('BackupStorageLocation', systemNamespace, 'default'))?.spec['default']).toBe(true);
  });
});

async function run(name: string, of: object = spec): Promise<void> {
  await stage.make('Backup', at(name), of);
  expect((await stage.ended('Backup', systemNamespace, name)).status?.phase).toBe('Completed');
}

/** As the apiserver does it: the finalizer first, because the data goes with the record. */
async function deleteLikeAUser(name: string): Promise<void> {
  await stage.patch('Backup', at(name), { metadata: { finalizers: [deleteDataFinalizer] } });
  await stage.remove('Backup', systemNamespace, name);
}

async function gone(name: string): Promise<void> {
  await waitFor(`${name} to go`, async () => (await stage.get('Backup', systemNamespace, name)) === undefined, {
    everyMs: 200,
  });
}

async function plant(name: string, status: object, ofSpec: object = {}): Promise<void> {
  const expiration = '2030-01-01T00:00:00Z';
  const file = {
    apiVersion: 'velero.io/v1',
    kind: 'Backup',
    metadata: { name, namespace: 'velero' },
    spec: { storageLocation: 'aws', hooks: {}, ...ofSpec },
    status: { version: 1, formatVersion: '1.1.0', expiration, ...status },
  };
  await mkdir(inBucket(stage, name, ''), { recursive: true });
  await writeFile(inBucket(stage, name, 'velero-backup.json'), JSON.stringify(file));
}

function reasonOf(status: Seen['status'], type: string): string | undefined {
  return status?.conditions?.find((condition) => condition.type === type)?.reason;
}

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}
