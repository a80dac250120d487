import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../../api/v1alpha1/limits.ts';
import type { RestoreStatus } from '../../../api/v1alpha1/restore.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { parseResourceList } from '../../../bucket/layout/resource-list.ts';
import { systemClock } from '../../../kube/process/clock.ts';
import { Report } from '../../runs/report.ts';
import { RunLog } from '../../runs/run-log.ts';
import { waveNamed } from '../waves.ts';
import { logOf, recall, save } from './checkpoint.ts';
import { finish } from './finish.ts';
import type { RunBasics } from '../job.ts';
import { Problems } from './problems.ts';
import { RestoredList } from './restored-list.ts';

let root: string;
let store: BlobStore;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stowage-run-'));
  store = filesystemStore(root);
});
afterAll(() => rm(root, { recursive: true }));

const maps = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop' };

describe('what an attempt saved', () => {
  const journal = { wave: waveNamed('services') };

  test('is taken up by the next one: messages, list, log and progress', async () => {
    const first = runOf('resumed', { attempts: 1 });
    first.list.add({ ...maps, name: 'a', action: 'created' });
    first.list.add({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'c', action: 'failed' });
    first.report.error({ namespace: 'shop' }, 'broken');
    first.report.error('run', 'all of it');
    first.report.warning('cluster', 'odd');
    await save(first);
    const second = runOf('resumed', { attempts: 2, journal });
    expect(await recall(second)).toBe(journal.wave);
    second.list.add({ ...maps, name: 'b', action: 'created' });
    expect(await parseResourceList(await second.list.encode())).toEqual({
      'v1/ConfigMap': ['shop/a(created)', 'shop/b(created)'],
      'rbac.authorization.k8s.io/v1/ClusterRole': ['c(failed)'],
    });
    expect(second.progress.itemsRestored).toBe(2);
    expect(second.report.results()).toEqual({
      errors: { velero: ['all of it'], cluster: [], namespaces: { shop: ['broken'] } },
      warnings: { velero: [], cluster: ['odd'], namespaces: {} },
    });
    expect(
      gunzipSync(logOf(second))
        .toString()
        .match(/msg=broken|msg="broken"/g),
    ).toHaveLength(2);
  });

  test.each<[string, RestoreStatus, number]>([
    ['is no concern of a first attempt', { attempts: 1, journal }, 0],
    ['is nothing without a journal', { attempts: 2 }, 0],
    ['begins anew when it cannot be read', { attempts: 2, journal }, 0],
  ])('%s', async (_, status, wave) => {
    const run = runOf('absent', status);
    expect(await recall(run)).toBe(wave);
    expect(run.list.counts.created).toBe(0);
  });

  test('goes back to the volumes when claims are next', async () => {
    await save(runOf('claims', { attempts: 1 }));
    const run = runOf('claims', { attempts: 2, journal: { wave: waveNamed('claims') } });
    expect(await recall(run)).toBe(waveNamed('volumes'));
  });
});

describe('the end of a run', () => {
  test('says what became of it and keeps it', async () => {
    const run = runOf('ended', { phase: 'InProgress', attempts: 1 });
    run.archiveSha256 = 'abc';
    run.problems.add({ resource: 'gadgets.example.com', reason: 'NoSuchKind', message: 'there is none' });
    const { status, error } = await finish(run, undefined);
    expect(error).toBeUndefined();
    expect(status).toMatchObject({
      phase: 'PartiallyFailed',
      errors: 1,
      archiveSha256: 'abc',
      journal: { waveName: 'done' },
    });
    expect(status.skipped).toEqual([
      { resource: 'gadgets.example.com', reason: 'NoSuchKind', message: 'there is none' },
    ]);
    expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'Stored', status: 'True' }));
    expect(await store.head('restores/ended/restore-ended-results.gz')).toBeDefined();
  });

  test('names the upload that failed, and is not complete then', async () => {
    const broken = Object.assign(Object.create(store) as BlobStore, {
      put: () => Promise.reject(new Error('the bucket is gone')),
    });
    const { status } = await finish({ ...runOf('unsaved', { attempts: 1 }), store: broken }, undefined);
    expect(status).toMatchObject({ phase: 'PartiallyFailed', errors: 1 });
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Stored', status: 'False', message: expect.stringContaining('bucket is gone') }),
    );
  });
});

describe('problems of whole kinds', () => {
  test('are told once, with how many objects they concern', () => {
    const { problems, report } = runOf('p', {});
    for (let i = 0; i < 3; i += 1) problems.add({ resource: 'x', reason: 'NoSuchKind', message: 'no x here' });
    problems.tell(report);
    problems.tell(report);
    expect(report.results().errors.velero).toEqual(['could not restore 3 objects of x: no x here']);
  });

  test('fit into a status, however many there are', () => {
    const { problems } = runOf('p', {});
    for (let i = 0; i < 500; i += 1)
      problems.skip({ resource: `r${i}`, namespace: 'shop', reason: 'Forbidden', message: 'x'.repeat(2000) });
    expect(problems.skipped).toHaveLength(limits.skipped);
    expect(problems.skipped[0]?.message).toHaveLength(limits.skippedMessage);
  });
});

function runOf(bucketKey: string, status: RestoreStatus): RunBasics {
  const metadata = { namespace: 'shop', name: 'r' };
  return {
    restore: { apiVersion: 'store.stowage.dev/v1alpha1', kind: 'RestoreRecord', metadata, spec: {}, status },
    backupKey: 'b',
    bucketKey,
    store,
    report: new Report(new RunLog({ now: () => new Date(0), fields: {} })),
    list: new RestoredList(),
    problems: new Problems(),
    progress: { totalItems: 0, itemsRestored: 0 },
    clock: systemClock,
    signal: AbortSignal.timeout(60_000),
  };
}
