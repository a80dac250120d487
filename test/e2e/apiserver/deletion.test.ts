import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapUid } from '../../../api/meta/uid.ts';
import { waitFor } from '../../support/wait.ts';
import { send } from './http.ts';
import type { Answer } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

/* Deletion by users, by namespaces and by the garbage collector of a real kube-controller-manager; the controllers of Stowage do not run. */

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  // The garbage collector looks for new kinds every 30 seconds, and at its start.
  await stage.cluster.restart('kube-controller-manager');
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const root = '/apis/stowage.dev/v1alpha1';
const finalizer = 'stowage.dev/delete-data';

interface Meta {
  metadata: { name: string; uid: string; finalizers?: string[]; deletionTimestamp?: string; resourceVersion: string };
}

async function make(of: string, kind: 'Backup' | 'Schedule', name: string, metadata: object = {}): Promise<Meta> {
  const spec = kind === 'Backup' ? {} : { schedule: '@daily', serviceAccountName: 'default', template: {} };
  const answer = await send(stage.cluster.admin, {
    method: 'POST',
    path: `${root}/namespaces/${of}/${kind.toLowerCase()}s`,
    body: { apiVersion: 'stowage.dev/v1alpha1', kind, metadata: { name, ...metadata }, spec },
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.json as unknown as Meta;
}

const options = (more: object): object => ({ kind: 'DeleteOptions', apiVersion: 'v1', ...more });
const get = async (path: string): Promise<Answer> => send(stage.cluster.admin, { path: `${root}/namespaces/${path}` });
const metaOf = async (path: string): Promise<Meta['metadata']> => ((await get(path)).json as unknown as Meta).metadata;
const gone = (path: string) => waitFor(`${path} to be gone`, async () => (await get(path)).status === 404);

describe("a user's deletion", () => {
  it('marks a backup for the deletion of its data and waits for the controllers', async () => {
    const shop = await stage.namespace('marked');
    const made = await make(shop, 'Backup', 'a');
    const answer = await send(stage.cluster.admin, { method: 'DELETE', path: `${root}/namespaces/${shop}/backups/a` });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      kind: 'Backup',
      metadata: { uid: made.metadata.uid, finalizers: [finalizer] },
    });
    expect((await metaOf(`${shop}/backups/a`)).deletionTimestamp).toBeDefined();
    await free(shop);
    await gone(`${shop}/backups/a`);
  });

  it('changes nothing when it is dry, refused, or of another object', async () => {
    const shop = await stage.namespace('unmarked');
    const made = await make(shop, 'Backup', 'a');
    const remove = (query: string, body?: object) =>
      send(stage.cluster.admin, {
        method: 'DELETE',
        path: `${root}/namespaces/${shop}/backups/a${query}`,
        ...(body ? { body } : {}),
      });
    expect((await remove('?dryRun=All')).status).toBe(200);
    expect((await remove('', options({ dryRun: ['All'] }))).status).toBe(200);
    expect((await remove('', options({ preconditions: { uid: mapUid(made.metadata.uid) } }))).status).toBe(409);
    expect((await remove('', options({ preconditions: { resourceVersion: '1' } }))).status).toBe(409);
    expect(await metaOf(`${shop}/backups/a`)).toEqual(made.metadata);
    const { uid, resourceVersion } = made.metadata;
    expect((await remove('', options({ preconditions: { uid, resourceVersion } }))).status).toBe(200);
    await free(shop);
  });

  it('of a collection marks each, and answers with the list', async () => {
    const shop = await stage.namespace('many');
    for (const name of ['a', 'b', 'c'])
      await make(shop, 'Backup', name, name === 'c' ? { labels: { keep: 'yes' } } : {});
    const path = `${root}/namespaces/${shop}/backups?labelSelector=keep%21%3Dyes`;
    const answer = await send(stage.cluster.admin, { method: 'DELETE', path });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      kind: 'BackupList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    });
    for (const name of ['a', 'b']) expect((await metaOf(`${shop}/backups/${name}`)).finalizers).toEqual([finalizer]);
    expect((await metaOf(`${shop}/backups/c`)).finalizers).toBeUndefined();
    await free(shop);
    await gone(`${shop}/backups/a`);
    const empty = await send(stage.cluster.admin, { method: 'DELETE', path });
    expect(empty).toMatchObject({ status: 200, json: { kind: 'BackupList', items: [] } });
  });
});

describe('the namespace controller', () => {
  it('deletes a namespace with backups without waiting for us, and leaves their data', async () => {
    const shop = await stage.namespace('doomed');
    await Promise.all(Array.from({ length: 50 }, (_, at) => make(shop, 'Backup', `b${at}`)));
    await make(shop, 'Schedule', 's');
    const deleted = await stage.cluster.kubectl(['delete', 'ns', shop, '--timeout=30s']);
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 });
    const marked = await stage.cluster.auditEvents(
      (event) =>
        event.verb === 'patch' && event.objectRef?.resource === 'backuprecords' && event.objectRef.namespace === shop,
    );
    expect(marked).toEqual([]);
  });

  it('does so also while a backup is being deleted by a user, once the controllers are done', async () => {
    const shop = await stage.namespace('waiting');
    await make(shop, 'Backup', 'a');
    await send(stage.cluster.admin, { method: 'DELETE', path: `${root}/namespaces/${shop}/backups/a` });
    await stage.cluster.kubectl(['delete', 'ns', shop, '--wait=false']);
    await free(shop);
    await waitFor(
      'the namespace to be gone',
      async () => (await stage.cluster.kubectl(['get', 'ns', shop])).code === 1,
    );
  });
});

describe('the garbage collector', () => {
  it('collects what belongs to a deleted object, in our kinds and others, and marks nothing', async () => {
    const shop = await stage.namespace('owned');
    const schedule = await make(shop, 'Schedule', 's');
    const owner = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Schedule', name: 's', uid: schedule.metadata.uid };
    const backup = await make(shop, 'Backup', 'child', { ownerReferences: [owner] });
    expect(backup).toMatchObject({ metadata: { ownerReferences: [owner] } });
    await stage.cluster.apply([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: shop, name: 'child', ownerReferences: [owner] } },
    ]);
    await stage.cluster.kubectl(['-n', shop, 'delete', 'schedule', 's']);
    await gone(`${shop}/backups/child`);
    await waitFor(
      'the ConfigMap to be gone',
      async () => (await stage.cluster.kubectl(['-n', shop, 'get', 'cm', 'child'])).code === 1,
    );
  });

  it('orphans and blocks as it is told', async () => {
    const shop = await stage.namespace('told');
    const parent = await make(shop, 'Schedule', 'p');
    const owner = {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Schedule',
      name: 'p',
      uid: parent.metadata.uid,
      blockOwnerDeletion: true,
    };
    await make(shop, 'Backup', 'child', { ownerReferences: [owner] });
    await stage.cluster.kubectl(['-n', shop, 'delete', 'schedule', 'p', '--cascade=orphan', '--timeout=30s']);
    await gone(`${shop}/schedules/p`);
    const orphan = await get(`${shop}/backups/child`);
    expect(orphan.status).toBe(200);
    expect(orphan.json['metadata']).not.toHaveProperty('ownerReferences');

    const second = await make(shop, 'Schedule', 'q');
    await make(shop, 'Backup', 'blocked', { ownerReferences: [{ ...owner, name: 'q', uid: second.metadata.uid }] });
    const deleted = await stage.cluster.kubectl([
      '-n',
      shop,
      'delete',
      'schedule',
      'q',
      '--cascade=foreground',
      '--timeout=30s',
    ]);
    expect(deleted, deleted.stderr).toMatchObject({ code: 0 });
    expect((await get(`${shop}/backups/blocked`)).status).toBe(404);
  });

  it('collects nothing and breaks nothing while the apiserver is away', async () => {
    const shop = await stage.namespace('away');
    const schedule = await make(shop, 'Schedule', 's');
    const owner = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Schedule', name: 's', uid: schedule.metadata.uid };
    const child = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: shop, name: 'child', ownerReferences: [owner] },
    };
    await stage.stowage.stopOne('apiserver', { kill: true });
    try {
      await stage.cluster.apply([child]);
      await stage.namespace('elsewhere');
      // Others' objects are collected meanwhile.
      await stage.cluster.kubectl(['-n', 'elsewhere', 'create', 'deployment', 'd', '--image=x']);
      await waitFor(
        'the replica set',
        async () => (await stage.cluster.kubectl(['-n', 'elsewhere', 'get', 'rs', '-o', 'name'])).stdout !== '',
      );
      await stage.cluster.kubectl(['-n', 'elsewhere', 'delete', 'deployment', 'd']);
      await waitFor(
        'it to be collected',
        async () => (await stage.cluster.kubectl(['-n', 'elsewhere', 'get', 'rs', '-o', 'name'])).stdout === '',
      );
      expect((await stage.cluster.kubectl(['-n', shop, 'get', 'cm', 'child'])).code).toBe(0);
      const unavailable = await get(`${shop}/schedules/s`);
      expect(unavailable.status).toBe(503);
    } finally {
      await stage.stowage.restart('apiserver');
    }
    await waitFor('the schedule to be served again', async () => (await get(`${shop}/schedules/s`)).status === 200);
    expect((await stage.cluster.kubectl(['-n', shop, 'get', 'cm', 'child'])).code).toBe(0);
    await waitFor(
      'discovery to be whole',
      async () => (await stage.cluster.kubectl(['api-resources', '--api-group=stowage.dev'])).code === 0,
    );
    await stage.cluster.kubectl(['-n', shop, 'delete', 'schedule', 's']);
    await waitFor(
      'the ConfigMap to be collected',
      async () => (await stage.cluster.kubectl(['-n', shop, 'get', 'cm', 'child'])).code === 1,
    );
    for (const name of [shop, 'elsewhere']) {
      const deleted = await stage.cluster.kubectl(['delete', 'ns', name, '--timeout=60s'], { deadlineMs: 70_000 });
      expect(deleted, deleted.stderr).toMatchObject({ code: 0 });
    }
  });
});

it('gives no UID to two objects of the cluster', async () => {
  const shop = await stage.namespace('unique');
  await make(shop, 'Backup', 'a');
  const names = (await stage.cluster.kubectl(['api-resources', '--verbs=list', '-o', 'name'])).stdout
    .trim()
    .split('\n');
  const listed = await stage.cluster.kubectl([
    'get',
    names.join(','),
    '-A',
    '-o',
    'jsonpath={range .items[*]}{.metadata.uid}{"\\n"}{end}',
    '--ignore-not-found',
  ]);
  const uids = listed.stdout
    .trim()
    .split('\n')
    .filter((uid) => uid !== '');
  // Events are served by two groups, by design of Kubernetes.
  const events = (
    await stage.cluster.kubectl(['get', 'events', '-A', '-o', 'jsonpath={range .items[*]}{.metadata.uid}{"\\n"}{end}'])
  ).stdout.split('\n');
  const counted = uids.filter((uid) => !events.includes(uid));
  expect(counted.length).toBeGreaterThan(100);
  expect(new Set(counted).size).toBe(counted.length);
});

/** In place of the controllers: takes the finalizers off all backups that are being deleted. */
async function free(shop: string): Promise<void> {
  const kubeconfig = await stage.cluster.kubeconfigFor({
    serviceAccount: { namespace: 'stowage-system', name: 'stowage-controllers' },
  });
  const { stdout } = await stage.cluster.kubectl([
    '-n',
    shop,
    'get',
    'backuprecords',
    '-o',
    'jsonpath={range .items[?(@.metadata.deletionTimestamp)]}{.metadata.name} {end}',
  ]);
  for (const name of stdout.split(' ').filter((one) => one !== '')) {
    const patched = await stage.cluster.kubectl(
      ['-n', shop, 'patch', 'backuprecords', name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'],
      { kubeconfig },
    );
    expect(patched.code, patched.stderr).toBe(0);
  }
}
