import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait.ts';
import { send, stream } from './http.ts';
import type { Answer } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

/* RestorePoint and ServerStatus: the kinds that are made of other objects, as kubectl and a watch see them. */

let stage: Stage;
let controllers: string;

beforeAll(async () => {
  stage = await startStage({ controllers: true });
  controllers = await stage.cluster.kubeconfigFor({
    serviceAccount: { namespace: 'stowage-system', name: 'stowage-controllers' },
  });
  await stage.cluster.apply(
    ['shop', 'bank', 'doomed'].flatMap((name) => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'data', namespace: name }, data: { a: 'b' } },
    ]),
  );
  await create({ kind: 'Backup', metadata: { name: 'own', namespace: 'shop', labels: { tier: 'gold' } }, spec: {} });
  const spec = { includedNamespaces: ['shop', 'bank', 'doomed'] };
  const labels = { customer: 'secret', 'velero.io/schedule-name': 'nightly' };
  await create({ kind: 'Backup', metadata: { name: 'all', namespace: 'stowage-system', labels }, spec });
  await stage.ok(['wait', '-n', 'shop', 'backup/own', '--for=jsonpath={.status.phase}=Completed', '--timeout=60s']);
  await stage.ok([
    'wait',
    '-n',
    'stowage-system',
    'backup/all',
    '--for=jsonpath={.status.phase}=Completed',
    '--timeout=60s',
  ]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

async function create(object: object): Promise<void> {
  await stage.create({ apiVersion: 'stowage.dev/v1alpha1', ...object });
}

/** A record of a finished backup, written as the controllers write it. */
async function plant(name: string, status: object = {}, labels: Record<string, string> = {}): Promise<void> {
  const metadata = { name, namespace: 'bank', labels };
  const whole = { phase: 'Completed', namespaces: [{ name: 'bank', items: 3 }], ...status };
  const record = { apiVersion: 'store.stowage.dev/v1alpha1', kind: 'BackupRecord', metadata, spec: {} };
  await stage.create(record, { kubeconfig: controllers });
  const patch = JSON.stringify({ status: whole });
  await stage.ok(['patch', 'backuprecord', name, '-n', 'bank', '--subresource=status', '--type=merge', '-p', patch], {
    kubeconfig: controllers,
  });
}

const root = '/apis/stowage.dev/v1alpha1';

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(stage.cluster.admin, { path: `${root}/${path}`, headers });
}

interface Listed {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: { kind: string; metadata: { name: string; namespace?: string; uid: string; resourceVersion: string } }[];
}

async function listed(path: string): Promise<Listed> {
  const { status, json, text } = await get(path);
  expect(status, text).toBe(200);
  return json as unknown as Listed;
}

const names = ({ items }: Listed): string[] => items.map(({ metadata }) => metadata.name);

describe('restore points', () => {
  it('are what the namespace can go back to, with what is in it of this namespace', async () => {
    const table = await stage.ok(['get', 'rp', '-n', 'shop']);
    expect(table.split('\n')[0]).toMatch(/^NAME +STATUS +ITEMS +ERRORS +WARNINGS +TAKEN +EXPIRES$/);
    expect(table).toMatch(/^shop\.own +Completed +[1-9]\d* +0 +0 +\d+s +20/m);
    expect(table).toMatch(/^stowage-system\.all +Completed +[1-9]\d* +0 +0 +\d+s +20/m);
    expect(await stage.ok(['get', 'rp', '-n', 'bank', '-o', 'name'])).toBe(
      'restorepoint.stowage.dev/stowage-system.all\n',
    );
    const wide = await stage.ok(['get', 'restorepoints', '-n', 'shop', '-o', 'wide']);
    expect(wide.split('\n')[0]).toMatch(/BACKUP NAMESPACE +BACKUP +STORAGE LOCATION +COMPLETED +COVERAGE/);
    expect(wide).toMatch(/^shop\.own .* shop +own +default +\d+s +Recorded/m);
  });

  it('count what the backup took of the namespace', async () => {
    const status = JSON.parse(await stage.ok(['get', 'backup', 'all', '-n', 'stowage-system', '-o', 'json'])) as {
      status: { namespaces: { name: string; items: number }[] };
    };
    const point = await stage.ok(['get', 'rp', 'stowage-system.all', '-n', 'bank', '-o', 'jsonpath={.status.items}']);
    expect(status.status.namespaces.map(({ name }) => name)).toEqual(['bank', 'doomed', 'shop']);
    expect(Number(point)).toBe(status.status.namespaces[0]?.items);
    const taken = await stage.ok(['get', 'configmaps,secrets,serviceaccounts', '-n', 'bank', '-o', 'name']);
    expect(Number(point)).toBeGreaterThanOrEqual(taken.trim().split('\n').length);
  });

  it('are selected by label and field, as objects of any kind', async () => {
    const all = ['get', 'rp', '-A', '-o', 'name'];
    expect(await stage.ok([...all, '-l', 'tier=gold'])).toBe('restorepoint.stowage.dev/shop.own\n');
    expect((await stage.ok([...all, '-l', 'velero.io/schedule-name in (nightly)'])).trim().split('\n')).toHaveLength(3);
    expect(await stage.ok([...all, '-l', 'customer'])).toBe('');
    expect(await stage.ok([...all, '--field-selector', 'metadata.name=shop.own'])).toBe(
      'restorepoint.stowage.dev/shop.own\n',
    );
    expect(await stage.ok([...all, '--field-selector', 'metadata.namespace=bank'])).toBe(
      'restorepoint.stowage.dev/stowage-system.all\n',
    );
    const unknown = 'fieldSelector=spec.backup.name%3Dx';
    const theirs = await get(`namespaces/shop/backups?${unknown}`);
    const ours = await get(`namespaces/shop/restorepoints?${unknown}`);
    expect([ours.status, ours.json]).toEqual([theirs.status, theirs.json]);
    expect(ours.status).toBe(400);
  });

  it('are explained, waited for and shown in full', async () => {
    expect(await stage.ok(['explain', 'restorepoint.status.coverage'])).toMatch(/ENUM:\s+Recorded\s+Assumed/);
    expect(await stage.ok(['explain', 'rp'])).toContain('KIND:       RestorePoint');
    await stage.ok(['wait', 'rp/shop.own', '-n', 'shop', '--for=jsonpath={.status.phase}=Completed', '--timeout=5s']);
    expect(await stage.ok(['describe', 'rp', 'shop.own', '-n', 'shop'])).toMatch(/Coverage: +Recorded/);
    const missing = await stage.refused(['get', 'rp', 'nothing', '-n', 'shop']);
    expect(missing).toBe('Error from server (NotFound): restorepoints.stowage.dev "nothing" not found\n');
  });

  it('cannot be written by anybody', async () => {
    const resources = await stage.ok(['api-resources', '--api-group=stowage.dev', '-o', 'wide']);
    expect(resources).toMatch(
      /^restorepoints +rp +stowage.dev\/v1alpha1 +true +RestorePoint +get,list,watch +stowage$/m,
    );
    expect(resources).toMatch(/^serverstatuses +stowage.dev\/v1alpha1 +false +ServerStatus +get,list,watch +stowage$/m);
    expect(await stage.refused(['delete', 'rp', 'shop.own', '-n', 'shop'])).toContain('(MethodNotAllowed)');
    expect(await stage.refused(['label', 'rp', 'shop.own', '-n', 'shop', 'a=b'])).toContain('(MethodNotAllowed)');
    for (const method of ['POST', 'DELETE']) {
      const answer = await send(stage.cluster.admin, {
        method,
        path: `${root}/namespaces/shop/restorepoints`,
        body: {},
      });
      expect(answer.json).toMatchObject({ kind: 'Status', code: 405, reason: 'MethodNotAllowed' });
    }
    expect((await get('namespaces/shop/restorepoints/shop.own/status')).status).toBe(404);
  });

  it('have UIDs that stay and that nothing else has', async () => {
    const first = await listed('restorepoints');
    const second = await listed('restorepoints');
    const uids = first.items.map(({ metadata }) => metadata.uid);
    expect(second.items.map(({ metadata }) => metadata.uid)).toEqual(uids);
    const backups = (await listed('backups')).items.map(({ metadata }) => metadata.uid);
    expect(new Set([...uids, ...backups]).size).toBe(uids.length + backups.length);
  });
});

describe('lists', () => {
  it('are read in pages of one moment, as of any kind', async () => {
    for (const name of ['p1', 'p2', 'p3']) await plant(name);
    await settled('bank.p3');
    const path = 'namespaces/bank/restorepoints?limit=2';
    const first = await listed(path);
    expect(names(first)).toEqual(['bank.p1', 'bank.p2']);
    expect(first.metadata.remainingItemCount).toBe(2);
    await plant('p4');
    await settled('bank.p4');
    const second = await listed(`${path}&continue=${first.metadata.continue}`);
    expect(names(second)).toEqual(['bank.p3', 'stowage-system.all']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const exact = `resourceVersion=${first.metadata.resourceVersion}&resourceVersionMatch=Exact`;
    expect(names(await listed(`namespaces/bank/restorepoints?${exact}`))).not.toContain('bank.p4');
    expect(await stage.ok(['get', 'rp', '-A', '--chunk-size=1', '-o', 'name'])).toBe(
      await stage.ok(['get', 'rp', '-A', '-o', 'name']),
    );
  });

  it('answer a resourceVersion that is too old, too large or none as kube-apiserver does', async () => {
    const queries = [
      'resourceVersion=abc',
      'resourceVersion=9000000000&resourceVersionMatch=NotOlderThan',
      'resourceVersionMatch=Exact',
      'sendInitialEvents=true',
      'limit=x',
      'continue=x',
      'labelSelector=a%3D%3D%3Db',
      'labelSelector=a%20in%20b',
      'includeObject=X',
      'watch=1&sendInitialEvents=true',
    ];
    const ask = async (plural: string, query: string): Promise<unknown> => {
      const accept = query.startsWith('include') ? 'application/json;as=Table;g=meta.k8s.io;v=v1' : '*/*';
      const { status, text } = await get(`namespaces/bank/${plural}?${query}`, { accept });
      const plain = text.replaceAll(/current: \d+/g, 'current: <version>').replaceAll('backups', 'restorepoints');
      return [query, status, JSON.parse(plain)];
    };
    const theirs = await Promise.all(queries.map((query) => ask('backups', query)));
    expect(await Promise.all(queries.map((query) => ask('restorepoints', query)))).toEqual(theirs);
    const old = await get('restorepoints?resourceVersion=1&resourceVersionMatch=Exact');
    expect(old.json).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('take a resourceVersion that another kind has moved on to', async () => {
    await stage.ok(['annotate', 'namespace', 'shop', 'moved=on', '--overwrite']);
    const version = await stage.ok(['get', 'namespace', 'shop', '-o', 'jsonpath={.metadata.resourceVersion}']);
    const query = `resourceVersion=${version}&resourceVersionMatch=NotOlderThan`;
    const points = await listed(`restorepoints?${query}`);
    expect(Number(points.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(version));
  });
});

describe('watches', () => {
  it('tell what comes, changes and goes, and go on from a resourceVersion', async () => {
    const before = (await listed('namespaces/bank/restorepoints')).metadata.resourceVersion;
    await plant('w', {}, { watch: 'yes' });
    await stage.ok(['label', 'backup', 'w', '-n', 'bank', 'more=1']);
    await stage.ok(
      [
        'patch',
        'backuprecord',
        'w',
        '-n',
        'bank',
        '--subresource=status',
        '--type=merge',
        '-p',
        '{"status":{"phase":"Deleting"}}',
      ],
      { kubeconfig: controllers },
    );
    const lines = await waitFor('the events', async () => {
      const text = await watched(`namespaces/bank/restorepoints?watch=1&resourceVersion=${before}&timeoutSeconds=2`);
      return text.length >= 3 ? text : undefined;
    });
    expect(lines.map(({ type, object }) => [type, object.kind, object.metadata.name])).toEqual([
      ['ADDED', 'RestorePoint', 'bank.w'],
      ['MODIFIED', 'RestorePoint', 'bank.w'],
      ['DELETED', 'RestorePoint', 'bank.w'],
    ]);
    const versions = lines.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const rest = await watched(
      `namespaces/bank/restorepoints?watch=1&resourceVersion=${versions[1]}&timeoutSeconds=2&labelSelector=watch`,
    );
    expect(rest.map(({ type }) => type)).toEqual(['DELETED']);
  });

  it('begin with what is there, and say where that ends', async () => {
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
    const events = await watched(`namespaces/shop/restorepoints?${query}`);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
    expect(events.at(-1)?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('send a bookmark before they end', async () => {
    const version = (await listed('restorepoints')).metadata.resourceVersion;
    const events = await watched(
      `restorepoints?watch=1&resourceVersion=${version}&allowWatchBookmarks=true&timeoutSeconds=3`,
    );
    expect(events.map(({ type }) => type)).toEqual(['BOOKMARK']);
    expect(Number(events[0]?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(version));
  });

  it('end with 410 where they would have to begin too long ago', async () => {
    const events = await watched('restorepoints?watch=1&resourceVersion=1&timeoutSeconds=5');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  });

  it('are what kubectl get -w shows', async () => {
    const watching = stage.cluster.kubectl(['get', 'rp', '-n', 'bank', '-w', '--request-timeout=4s']);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await plant('seen');
    const { stdout } = await watching;
    expect(stdout.match(/^NAME/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^bank\.seen +Completed +3/m);
  });
});

describe('ServerStatus', () => {
  it('says how the installation is', async () => {
    const table = await stage.ok(['get', 'serverstatuses']);
    expect(table).toMatch(/^NAME +VERSION +KUBERNETES +LEADER +RENEWED +LOCATIONS +UNAVAILABLE$/m);
    expect(table).toMatch(/^stowage +v\d\S+ +v1\.\d+\S* +\S+ +\d+s +1 +0$/m);
    const { json } = await get('serverstatuses/stowage');
    expect(json).toMatchObject({
      kind: 'ServerStatus',
      status: {
        plugins: [
          { name: 'aws', kind: 'ObjectStore' },
          { name: 'filesystem', kind: 'ObjectStore' },
        ],
        locations: [{ name: 'default', phase: 'Available' }],
      },
    });
    await stage.ok([
      'wait',
      'serverstatus/stowage',
      '--for=jsonpath={.status.unavailableLocationCount}=0',
      '--timeout=5s',
    ]);
  });

  it('changes as the leader renews its lease', async () => {
    const version = (await listed('serverstatuses')).metadata.resourceVersion;
    const events = await watched(`serverstatuses?watch=1&resourceVersion=${version}&timeoutSeconds=3`);
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['MODIFIED']));
  });
});

describe('rights', () => {
  it('are those of RBAC: a viewer of a namespace sees its restore points, and not the status of the server', async () => {
    const viewer = await stage.cluster.kubeconfigFor({ username: 'viewer' });
    await stage.ok(['create', 'rolebinding', 'viewer', '--clusterrole=view', '--user=viewer', '-n', 'shop']);
    await waitFor('the aggregated role', async () => {
      const { code } = await stage.cluster.kubectl(['get', 'rp', '-n', 'shop'], { kubeconfig: viewer });
      return code === 0 ? true : undefined;
    });
    expect(await stage.refused(['get', 'rp', '-n', 'bank'], { kubeconfig: viewer })).toContain('(Forbidden)');
    expect(await stage.refused(['get', 'rp', '-A'], { kubeconfig: viewer })).toContain('(Forbidden)');
    expect(await stage.refused(['get', 'serverstatuses'], { kubeconfig: viewer })).toContain('(Forbidden)');
  });
});

describe('a namespace', () => {
  it('is deleted at once, and its restore points outlive it', async () => {
    await stage.ok(['delete', 'namespace', 'doomed', '--timeout=60s']);
    expect(await stage.ok(['get', 'rp', '-n', 'doomed', '-o', 'name'])).toBe(
      'restorepoint.stowage.dev/stowage-system.all\n',
    );
    await stage.ok(['delete', 'backup', 'all', '-n', 'stowage-system', '--timeout=60s']);
    await waitFor('it to go with its backup', async () =>
      (await listed('namespaces/doomed/restorepoints')).items.length === 0 ? true : undefined,
    );
  });
});

interface Event {
  type: string;
  object: {
    kind: string;
    metadata: { name?: string; resourceVersion: string; annotations?: Record<string, string> };
  };
}

/** All events of a watch that ends by itself. */
async function watched(path: string): Promise<Event[]> {
  const response = await stream(stage.cluster.admin, { path: `${root}/${path}` });
  const pieces = await Array.fromAsync(response as AsyncIterable<Buffer>);
  const text = Buffer.concat(pieces).toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
}

async function settled(name: string): Promise<void> {
  await waitFor(name, async () =>
    (await get(`namespaces/bank/restorepoints/${name}`)).status === 200 ? true : undefined,
  );
}
