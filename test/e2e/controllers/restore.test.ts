import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteDataFinalizer, systemNamespace } from '../../../api/groups.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { parseSafe } from '../../../kube/json/safe.ts';
import { waitFor } from '../../support/wait.ts';
import { configMap, plantBackup } from './plant.ts';
import { startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([definition]);
  await stage.cluster.kubectl(['wait', '--for=condition=Established', 'crd/widgets.example.com']);
  await stage.cluster.apply(objects);
  await kubectl([
    '-n',
    'shop',
    'patch',
    'widget',
    'one',
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"turns":9223372036854775807}}',
  ]);
  await kubectl([
    '-n',
    'shop',
    'patch',
    'pod',
    'done',
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"phase":"Succeeded"}}',
  ]);
  await stage.make('Backup', at('full'), { includedNamespaces: ['shop'] });
  expect((await stage.ended('Backup', systemNamespace, 'full')).status?.phase).toBe('Completed');
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a restore of what was lost', () => {
  let done: Seen;

  beforeAll(async () => {
    await kubectl(['delete', 'namespace', 'shop', '--wait']);
    await kubectl(['delete', 'crd', 'widgets.example.com', '--wait']);
    done = await restore('lost', {});
  });

  it('brings everything back and says so', async () => {
    expect(done.status).toMatchObject({ phase: 'Completed', errors: 0, attempts: 1, bucketKey: 'lost' });
    expect(done.status?.progress?.itemsRestored).toBe(done.status?.progress?.totalItems);
    expect(done.status?.conditions?.map(({ type, status }) => [type, status])).toEqual([
      ['Complete', 'True'],
      ['Stored', 'True'],
    ]);
    expect(await inShop('configmaps')).toEqual(['kube-root-ca.crt', 'settings']);
    expect(await inShop('deployments,replicasets,services,roles,rolebindings')).toHaveLength(5);
  });

  it('keeps every digit of a number, and the namespace as it was', async () => {
    const widget = await kubectl(['get', '--raw', '/apis/example.com/v1/namespaces/shop/widgets/one']);
    expect(widget).toContain('"serial":9223372036854775807');
    const namespace = JSON.parse(await kubectl(['get', 'namespace', 'shop', '-o', 'json'])) as Seen;
    expect(namespace.metadata.labels).toMatchObject({ team: 'storefront' });
  });

  it('marks what it made, and takes no status or owner over', async () => {
    const widget = JSON.parse(await kubectl(['-n', 'shop', 'get', 'widget', 'one', '-o', 'json'])) as Seen;
    expect(widget.metadata.labels).toEqual({ 'velero.io/backup-name': 'full', 'velero.io/restore-name': 'lost' });
    expect(widget.status).toBeUndefined();
    const map = JSON.parse(await kubectl(['-n', 'shop', 'get', 'cm', 'settings', '-o', 'json'])) as Seen;
    expect(map.metadata.ownerReferences).toBeUndefined();
  });

  it('leaves finished pods out, and completes the account that every namespace has', async () => {
    expect(await inShop('pods')).not.toContain('done');
    const account = await kubectl(['-n', 'shop', 'get', 'sa', 'default', '-o', 'jsonpath={.imagePullSecrets[*].name}']);
    expect(account).toBe('registry');
  });

  it('says that a volume which the backup does not hold is empty', async () => {
    expect(done.status?.warnings).toBe(1);
    expect(await file('lost', 'restore-lost-results.gz')).toMatch(/data gets a new, empty volume/);
  });

  it('leaves its log, its results and what became of each object', async () => {
    const list = JSON.parse(await file('lost', 'restore-lost-resource-list.json.gz')) as Record<string, string[]>;
    expect(list['v1/ConfigMap']).toEqual(['shop/kube-root-ca.crt(skipped)', 'shop/settings(created)']);
    expect(list['v1/Namespace']).toEqual(['shop(created)']);
    expect(list['apiextensions.k8s.io/v1/CustomResourceDefinition']).toEqual(['widgets.example.com(created)']);
    expect(await file('lost', 'restore-lost-logs.gz')).toMatch(/msg="Restore ends".*failed=0/);
  });

  it('changes nothing when it is done again', async () => {
    const before = await versions();
    const again = await restore('again', {});
    expect(again.status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0 });
    expect(await versions()).toEqual(before);
    expect(await file('again', 'restore-again-resource-list.json.gz')).not.toMatch(/created|updated|failed/);
  });
});

describe('an object that is there already', () => {
  beforeAll(() =>
    kubectl(['-n', 'shop', 'patch', 'cm', 'settings', '--type=merge', '-p', '{"data":{"colour":"red","new":"x"}}']),
  );

  it('is left alone with a warning when it differs', async () => {
    const { status } = await restore('none', { includedResources: ['configmaps'] });
    expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 1 });
    const results = await file('none', 'restore-none-results.gz');
    expect(results).toContain('the in-cluster version is different than the backed-up version');
    expect(await data()).toEqual({ colour: 'red', new: 'x' });
  });

  it('becomes what the backup holds when the restore says update', async () => {
    const { status } = await restore('update', { existingResourcePolicy: 'update', includedResources: ['configmaps'] });
    expect(status).toMatchObject({ phase: 'Completed', errors: 0, warnings: 0 });
    expect(await data()).toEqual({ colour: 'blue' });
    expect(await file('update', 'restore-update-resource-list.json.gz')).toContain('shop/settings(updated)');
  });

  it('that cannot be updated is an error of the restore', async () => {
    await kubectl(['-n', 'shop', 'delete', 'role', 'reader']);
    await kubectl(['-n', 'shop', 'delete', 'deployment', 'web']);
    await stage.cluster.apply([deployment({ app: 'other' })]);
    const spec = { existingResourcePolicy: 'update', includedResources: ['deployments', 'roles'] };
    const { status } = await restore('immutable', spec);
    expect(status).toMatchObject({ phase: 'PartiallyFailed', errors: 1 });
    expect(await file('immutable', 'restore-immutable-results.gz')).toMatch(
      /could not update deployments.apps shop\/web: Invalid: .*immutable/,
    );
    expect(await inShop('roles')).toEqual(['reader']);
  });
});

describe('a restore selects', () => {
  it('another namespace as target, which references follow', async () => {
    const { status } = await restore('copy', { namespaceMapping: { shop: 'shop-copy' } });
    expect(status).toMatchObject({ phase: 'Completed', errors: 0 });
    const subject = ['-n', 'shop-copy', 'get', 'rolebinding', 'reader', '-o', 'jsonpath={.subjects[0].namespace}'];
    expect(await kubectl(subject)).toBe('shop-copy');
    expect(await kubectl(['get', 'ns', 'shop-copy', '-o', 'jsonpath={.metadata.labels.team}'])).toBe('storefront');
    expect(await kubectl(['-n', 'shop-copy', 'get', 'quota', 'budget', '-o', 'name'])).toContain('budget');
  });

  it('labels, and counts what is left', async () => {
    const { status } = await restore('labelled', {
      namespaceMapping: { shop: 'labelled' },
      labelSelector: { matchLabels: { app: 'web' } },
    });
    expect(status).toMatchObject({ phase: 'Completed', progress: { totalItems: 4, itemsRestored: 4 } });
    expect(await kubectl(['-n', 'labelled', 'get', 'cm,secret,deploy,svc', '-o', 'name'])).toBe(
      ['configmap/kube-root-ca.crt', 'deployment.apps/web', 'service/web', ''].join('\n'),
    );
  });

  it('kinds, into a namespace that is made blank for them', async () => {
    await restore('kinds', { namespaceMapping: { shop: 'kinds' }, includedResources: ['secrets'] });
    expect(await kubectl(['-n', 'kinds', 'get', 'secret', '-o', 'name'])).toBe('secret/registry\n');
    expect(await kubectl(['get', 'ns', 'kinds', '-o', 'jsonpath={.metadata.labels.team}'])).toBe('');
  });

  it('a status to be restored too', async () => {
    const spec = { namespaceMapping: { shop: 'status' }, restoreStatus: { includedResources: ['widgets'] } };
    expect((await restore('status', spec)).status).toMatchObject({ phase: 'Completed', errors: 0 });
    const widget = await kubectl(['get', '--raw', '/apis/example.com/v1/namespaces/status/widgets/one']);
    expect(widget).toContain('"status":{"turns":9223372036854775807}');
  });

  it('no backup that is not there', async () => {
    const { status } = await restore('nothing', { backupName: 'never' });
    expect(status?.phase).toBe('FailedValidation');
    expect(status?.validationErrors).toEqual([
      'spec.backupName: Not found: "never": no such Backup in the namespace stowage-system',
    ]);
  });
});

it('an archive without an index is read from its beginning', async () => {
  const store = filesystemStore(stage.bucket);
  await plantBackup(
    store,
    'streamed',
    Array.from({ length: 30 }, (_, i) => configMap('streamed', `c-${i}`)),
  );
  await store.remove(['backups/streamed/streamed-index.json.gz']);
  await stage.until(
    'Backup',
    { namespace: systemNamespace, name: 'streamed' },
    ({ status }) => status?.phase === 'Completed',
  );
  const { status } = await restore('streamed', { backupName: 'streamed' });
  expect(status).toMatchObject({ phase: 'Completed', errors: 0, progress: { totalItems: 30, itemsRestored: 30 } });
  expect((await kubectl(['-n', 'streamed', 'get', 'cm', '-o', 'name'])).split('\n')).toHaveLength(32);
});

it('a namespace that is being deleted is waited for', async () => {
  const held = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'held', name: 'h', finalizers: ['example.com/hold'] },
  };
  await stage.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'held' } }, held]);
  await kubectl(['delete', 'ns', 'held', '--wait=false']);
  await stage.make('Restore', at('held'), { backupName: 'full', namespaceMapping: { shop: 'held' } });
  await stage.until('Restore', at('held'), ({ status }) => status?.phase === 'InProgress');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await stage.get('Restore', systemNamespace, 'held'))?.status?.phase).toBe('InProgress');
  await kubectl(['-n', 'held', 'patch', 'cm', 'h', '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
  expect((await stage.ended('Restore', systemNamespace, 'held')).status).toMatchObject({
    phase: 'Completed',
    errors: 0,
  });
  expect(await kubectl(['-n', 'held', 'get', 'cm', 'settings', '-o', 'jsonpath={.data.colour}'])).toBe('blue');
  expect(await file('held', 'restore-held-logs.gz')).toContain('Waiting until a namespace is deleted');
});

it('a deleted restore takes its files along and leaves what it restored', async () => {
  const directory = path.join(stage.bucket, 'restores', 'copy');
  expect(existsSync(directory)).toBe(true);
  await stage.patch('Restore', at('copy'), { metadata: { finalizers: [deleteDataFinalizer] } });
  await stage.remove('Restore', systemNamespace, 'copy');
  await waitFor(
    'the restore to be gone',
    async () => (await stage.get('Restore', systemNamespace, 'copy')) === undefined,
  );
  expect(existsSync(directory)).toBe(false);
  expect(await kubectl(['-n', 'shop-copy', 'get', 'cm', 'settings', '-o', 'name'])).toContain('settings');
});

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}

async function restore(name: string, spec: object): Promise<Seen> {
  await stage.make('Restore', at(name), { backupName: 'full', ...spec });
  return await stage.ended('Restore', systemNamespace, name);
}

async function file(key: string, name: string): Promise<string> {
  return gunzipSync(await readFile(path.join(stage.bucket, 'restores', key, name))).toString();
}

async function kubectl(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cluster.kubectl(args);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function inShop(kinds: string): Promise<string[]> {
  return (await kubectl(['-n', 'shop', 'get', kinds, '-o', 'jsonpath={.items[*].metadata.name}']))
    .split(' ')
    .toSorted();
}

async function data(): Promise<unknown> {
  const map = await kubectl(['-n', 'shop', 'get', 'cm', 'settings', '-o', 'json']);
  return (JSON.parse(map) as { data: unknown }).data;
}

/** What changes with any write to any of the objects. The cluster counts in the status of a quota by itself. */
async function versions(): Promise<string> {
  const kinds = 'configmaps,secrets,serviceaccounts,deployments,services,roles,rolebindings,widgets,pvc';
  const columns = '-o=jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{"\\n"}{end}';
  return await kubectl(['-n', 'shop', 'get', kinds, columns]);
}

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    names: { plural: 'widgets', kind: 'Widget' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

function deployment(labels: Record<string, string>): object {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'example.com/c' }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name: 'web', labels: { app: 'web' } },
    spec: { replicas: 0, selector: { matchLabels: labels }, template },
  };
}

const inNamespace = (name: string, more: object = {}) => ({ namespace: 'shop', name, ...more });
const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'storefront' } } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: inNamespace('settings'), data: { colour: 'blue' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: inNamespace('registry'), stringData: { a: 'b' } },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: inNamespace('default'),
    imagePullSecrets: [{ name: 'registry' }],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: inNamespace('web', { labels: { app: 'web' } }),
    spec: { ports: [{ port: 80 }] },
  },
  deployment({ app: 'web' }),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: inNamespace('done'),
    spec: { containers: [{ name: 'c', image: 'example.com/c' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: inNamespace('data'),
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeName: 'lost-disk',
      storageClassName: '',
      resources: { requests: { storage: '1Gi' } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: inNamespace('budget'),
    spec: { hard: { configmaps: '50', pods: '50' } },
  },
  {
    ...rbac,
    kind: 'Role',
    metadata: inNamespace('reader'),
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  {
    ...rbac,
    kind: 'RoleBinding',
    metadata: inNamespace('reader'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }],
  },
  {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: inNamespace('one'),
    spec: parseSafe('{"serial":9223372036854775807}'),
  },
];
