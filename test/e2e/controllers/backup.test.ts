import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import { mapUid } from '../../../api/meta/uid.ts';
import { archivePaths, inBucket } from './archive.ts';
import { startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply(objects);
  await stage.cluster.kubectl(['wait', '--for=condition=Established', 'crd/widgets.example.com']);
  await stage.cluster.apply([widget]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a backup of the platform team', () => {
  it('holds the objects of its namespaces, with the Namespace, and says so', async () => {
    const made = await stage.make('Backup', at('first'), { includedNamespaces: ['shop'] });
    const { status } = await stage.ended('Backup', systemNamespace, 'first');
    expect(status).toMatchObject({ phase: 'Completed', errors: 0, bucketKey: 'first', attempts: 1 });
    expect(status?.conditions?.map(({ type, status: is }) => [type, is])).toEqual([
      ['Complete', 'True'],
      ['Stored', 'True'],
    ]);
    const names = await archivePaths(stage, 'first');
    expect(names).toContain('resources/configmaps/namespaces/shop/settings.json');
    expect(names).toContain('resources/secrets/namespaces/shop/token.json');
    expect(names).toContain('resources/namespaces/cluster/shop.json');
    expect(names.filter((name) => name.includes('scratch'))).toEqual([]);
    expect(status?.progress?.itemsBackedUp).toBe(names.length);
    const velero = JSON.parse(await readFile(inBucket(stage, 'first', 'velero-backup.json'), 'utf8')) as VeleroFile;
    expect(velero).toMatchObject({ apiVersion: 'velero.io/v1', kind: 'Backup', status: { phase: 'Completed' } });
    expect(velero.metadata.uid).toBe(mapUid(made.metadata.uid ?? ''));
    const log = gunzipSync(await readFile(inBucket(stage, 'first', 'first-logs.gz'))).toString();
    expect(log).toContain('msg="Backup finished"');
  });

  it('brings along what its objects need: definitions, volumes, roles of accounts', async () => {
    await run('related', { includedNamespaces: ['shop'] });
    const names = await archivePaths(stage, 'related');
    expect(names).toContain('resources/widgets.example.com/namespaces/shop/one.json');
    expect(names).toContain(
      'resources/customresourcedefinitions.apiextensions.k8s.io/cluster/widgets.example.com.json',
    );
    expect(names).toContain('resources/clusterrolebindings.rbac.authorization.k8s.io/cluster/shop-runner.json');
    expect(names).toContain('resources/clusterroles.rbac.authorization.k8s.io/cluster/view.json');
    expect(names).not.toContain('resources/clusterroles.rbac.authorization.k8s.io/cluster/cluster-admin.json');
  });

  it('takes nothing cluster-scoped when it is told so', async () => {
    await run('narrow', { includedNamespaces: ['shop'], includeClusterResources: false });
    const names = await archivePaths(stage, 'narrow');
    expect(names.filter((name) => name.includes('/cluster/'))).toEqual(['resources/namespaces/cluster/shop.json']);
  });

  it('takes what its filters select', async () => {
    await run('filtered', {
      includedNamespaces: ['sh*'],
      includedResources: ['cm', 'widgets'],
      labelSelector: { matchLabels: { part: 'front' } },
    });
    expect(await archivePaths(stage, 'filtered')).toEqual(['resources/configmaps/namespaces/shop/front.json']);
  });

  it('takes objects in the order that the spec gives', async () => {
    const orderedResources = { configmaps: 'shop/settings,shop/front', widgets: 'shop/none' };
    const { status } = await run('ordered', { includedNamespaces: ['shop'], orderedResources });
    expect(status).toMatchObject({ phase: 'Completed', warnings: 1 });
    const maps = (await archivePaths(stage, 'ordered')).filter((name) => name.includes('/configmaps/'));
    expect(maps.map((name) => path.basename(name))).toEqual(['settings.json', 'front.json', 'kube-root-ca.crt.json']);
  });

  it('of the whole cluster holds every kind and neither itself nor its records', async () => {
    const { status } = await run('everything', {});
    expect(status?.phase).toBe('Completed');
    const names = await archivePaths(stage, 'everything');
    expect(names).toContain('resources/namespaces/cluster/kube-system.json');
    expect(names).toContain('resources/clusterroles.rbac.authorization.k8s.io/cluster/cluster-admin.json');
    expect(names.filter((name) => /^resources\/[^/]*stowage\.dev\//u.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('warns of what its spec names and the cluster does not have', async () => {
    const { status } = await run('warned', {
      includedNamespaces: ['shop', 'gone'],
      includedResources: ['cm', 'dragons'],
    });
    expect(status).toMatchObject({ phase: 'Completed', warnings: 2 });
  });
});

describe('a backup is refused', () => {
  it('when a pattern matches no namespace', async () => {
    expect(await refusal('pattern', { includedNamespaces: ['none-*'] })).toMatch(/"none-\*".*matches no namespace/);
  });

  it('when the location is unknown', async () => {
    expect(await refusal('nowhere', { storageLocation: 'nowhere' })).toMatch(/no BackupStorageLocation "nowhere"/);
  });

  it('when the location can only be read, or cannot be used', async () => {
    await location('readonly', { accessMode: 'ReadOnly' });
    expect(await refusal('to-readonly', { storageLocation: 'readonly' })).toMatch(/ReadOnly/);
    await location('broken', { objectStorage: { bucket: 'missing' } });
    expect(await refusal('to-broken', { storageLocation: 'broken' })).toMatch(/broken.*unavailable.*missing/);
  });

  it('when the bucket has a backup of the name, which stays as it is', async () => {
    await run('taken', { includedNamespaces: ['shop'] });
    const before = await readFile(inBucket(stage, 'taken', 'velero-backup.json'));
    await stage.stowage.stopOne('controllers');
    await stage.remove('Backup', systemNamespace, 'taken');
    await stage.make('Backup', at('taken'), {});
    await stage.stowage.restart('controllers');
    const { status } = await stage.ended('Backup', systemNamespace, 'taken');
    expect(status?.phase).toBe('FailedValidation');
    expect(status?.validationErrors?.join()).toMatch(/taken/);
    expect(await readFile(inBucket(stage, 'taken', 'velero-backup.json'))).toEqual(before);
  });
});

interface VeleroFile {
  metadata: { uid: string };
}

async function run(name: string, spec: object): Promise<Seen> {
  await stage.make('Backup', at(name), spec);
  return await stage.ended('Backup', systemNamespace, name);
}

async function refusal(name: string, spec: object): Promise<string> {
  const { status } = await run(name, spec);
  expect(status?.phase).toBe('FailedValidation');
  return status?.validationErrors?.join('\n') ?? '';
}

async function location(name: string, spec: object): Promise<void> {
  await stage.make('BackupStorageLocation', at(name), {
    provider: 'filesystem',
    objectStorage: { bucket: 'default' },
    backupSyncPeriod: '0s',
    ...spec,
  });
  await stage.until('BackupStorageLocation', at(name), ({ status }) => status?.phase !== undefined);
}

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'settings' }, data: { colour: 'blue' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'front', labels: { part: 'front' } } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'token' }, stringData: { token: 'x' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'shop', name: 'runner' } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'shop-runner' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'runner' }],
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'shop', name: 'scratch', labels: { 'velero.io/exclude-from-backup': 'true' } },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  },
];

const widget = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { namespace: 'shop', name: 'one' },
  spec: { big: 1 },
};
