import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { filesystemStore } from '../../../bucket/blob/filesystem/filesystem-store.ts';
import { openBlobStore } from '../../../bucket/blob/open.ts';
import { restoreKeys } from '../../../bucket/layout/keys.ts';
import { readBlob } from '../../../bucket/layout/read-blob.ts';
import { isWrite } from '../../cluster/audit.ts';
import { startS3 } from '../../cluster/boot/s3.ts';
import type { S3 } from '../../cluster/boot/s3.ts';
import { configMap, plantBackup } from './plant.ts';
import type { Planted } from './plant.ts';
import { isAvailable, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let s3: S3;
/** The bucket that the tenant owns: whatever is in it is the tenant's word. */
let tenantStore: BlobStore;

const rbac = 'rbac.authorization.k8s.io';
const olivia = { username: 'olivia', groups: ['team-shop'] };

/** Olivia is admin of her namespace, which is guarded by Pod Security and has nothing to do with the namespace bank. */
beforeAll(async () => {
  stage = await startStage(['--tenant-network=127.0.0.0/8']);
  s3 = await startS3(stage.cluster.dir);
  await s3.createBucket('tenant');
  const credential = readFileSync(s3.credentialsFile, 'utf8');
  const config = { region: s3.region, s3Url: s3.endpoint, s3ForcePathStyle: 'true' };
  tenantStore = openBlobStore({ provider: 'aws', bucket: 'tenant', config, credential });
  await stage.cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'owner' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'shop', name: 's3' },
      stringData: { cloud: credential },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { namespace: 'shop', name: 'team' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'Group', name: 'team-shop', apiGroup: rbac }],
    },
  ]);
  await plantBackup(tenantStore, 'evil', evil('shop'));
  await plantBackup(filesystemStore(stage.bucket), 'evil', evil('planted'));
  const location = { namespace: 'shop', name: 'own' };
  await stage.make('BackupStorageLocation', location, {
    provider: 'aws',
    objectStorage: { bucket: 'tenant' },
    config,
    credential: { name: 's3', key: 'cloud' },
    backupSyncPeriod: '1s',
  });
  await stage.until('BackupStorageLocation', location, isAvailable);
});

afterAll(async () => {
  await tenantStore?.close();
  await s3?.stop();
  await stage?.[Symbol.asyncDispose]();
});

describe("an evil archive in a tenant's bucket", () => {
  let results: string;

  beforeAll(async () => {
    await stage.until('Backup', { namespace: 'shop', name: 'evil' }, ({ status }) => status?.phase === 'Completed');
    await stage.make('Restore', { namespace: 'shop', name: 'evil' }, { backupName: 'evil', requester: olivia });
    const { status } = await stage.ended('Restore', 'shop', 'evil');
    expect(status?.phase).toBe('PartiallyFailed');
    results = gunzipSync(await readBlob(tenantStore, restoreKeys('shop.evil').results, 1e6)).toString();
  });

  it('gives the tenant what could have been created by hand', async () => {
    expect(await kubectl(['-n', 'shop', 'get', 'cm', 'plain', '-o', 'jsonpath={.data.a}'])).toBe('1');
  });

  it('creates nothing cluster-scoped, wherever the archive has it', async () => {
    await refused(['get', 'clusterrole', 'evil-in-namespace']);
    await refused(['get', 'clusterrole', 'evil']);
    await refused(['get', 'namespace', 'evil']);
    await refused(['get', 'pv', 'evil']);
    expect(results).toMatch(
      /could not restore one object of clusterroles\.rbac\.authorization\.k8s\.io: .*nothing cluster-scoped/,
    );
  });

  it('creates nothing in another namespace, wherever an object says that it is', async () => {
    expect(await kubectl(['-n', 'bank', 'get', 'cm', '-o', 'name'])).toBe('configmap/kube-root-ca.crt\n');
    await refused(['-n', 'kube-system', 'get', 'cm', 'stray']);
    expect(await kubectl(['-n', 'shop', 'get', 'cm', 'stray', '-o', 'name'])).toContain('stray');
  });

  it('lets nobody own or hold an object', async () => {
    const owned = JSON.parse(await kubectl(['-n', 'shop', 'get', 'cm', 'owned', '-o', 'json'])) as { metadata: object };
    expect(owned.metadata).not.toHaveProperty('ownerReferences');
    expect(owned.metadata).not.toHaveProperty('finalizers');
  });

  it('gives no rights that the requester has not, and breaks no guard of the namespace', async () => {
    await refused(['-n', 'shop', 'get', 'rolebinding', 'evil']);
    expect(results).toMatch(
      /rolebindings\.rbac\.authorization\.k8s\.io shop\/evil: Forbidden: .*(not found|attempting to grant)/,
    );
    await refused(['-n', 'shop', 'get', 'pod', 'on-host']);
    expect(results).toMatch(/pods shop\/on-host: Forbidden: .*violates PodSecurity/);
    expect(
      await kubectl(['get', 'ns', 'shop', '-o', 'jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}']),
    ).toBe('restricted');
  });

  it('draws no traffic of others', async () => {
    const service = JSON.parse(await kubectl(['-n', 'shop', 'get', 'svc', 'hijack', '-o', 'json'])) as { spec: object };
    expect(service.spec).not.toHaveProperty('externalIPs');
  });

  it('cannot pass an object off as another one, nor something as an object', () => {
    expect(results).toMatch(/configmaps shop\/alias: .*it calls itself \\"other\\"/);
    expect(results).toMatch(/configmaps shop\/twice: .*a key that is there twice/);
    expect(results).toMatch(/could not restore one object of gadgets\.example\.com: this cluster has no/);
  });

  it('is written under the name of the requester to the last object', async () => {
    const ours = await stage.cluster.auditEvents(
      (event) =>
        isWrite(event) &&
        event.user.username === 'system:serviceaccount:stowage-system:stowage-controllers' &&
        (event.objectRef?.namespace === 'shop' || event.requestURI.includes('evil')) &&
        event.objectRef?.apiGroup !== 'store.stowage.dev' &&
        event.objectRef?.resource !== 'events',
    );
    expect(ours.length).toBeGreaterThan(5);
    expect(new Set(ours.map((event) => event.impersonatedUser?.username))).toEqual(new Set(['olivia']));
  });
});

describe('an archive that says where kinds belong', () => {
  it('is not believed by a restore of the platform team either', async () => {
    await stage.until(
      'Backup',
      { namespace: systemNamespace, name: 'evil' },
      ({ status }) => status?.phase === 'Completed',
    );
    await stage.make(
      'Restore',
      { namespace: systemNamespace, name: 'evil' },
      { backupName: 'evil', includedNamespaces: ['planted'] },
    );
    const { status } = await stage.ended('Restore', systemNamespace, 'evil');
    expect(status?.phase).toBe('PartiallyFailed');
    await refused(['get', 'clusterrole', 'evil-in-namespace']);
    const file = path.join(stage.bucket, 'restores', 'evil', 'restore-evil-results.gz');
    expect(gunzipSync(await readFile(file)).toString()).toMatch(
      /the kind is cluster-scoped in this cluster, and the archive holds them as namespaced/,
    );
    expect(status?.skipped).toContainEqual(
      expect.objectContaining({ resource: 'gadgets.example.com', reason: 'NoSuchKind' }),
    );
  });
});

function* evil(namespace: string): Generator<Planted> {
  const role = {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  };
  const roles = `clusterroles.${rbac}`;
  yield configMap(namespace, 'plain', { data: { a: '1' } });
  yield {
    resource: roles,
    namespace,
    name: 'evil-in-namespace',
    object: { ...role, metadata: { name: 'evil-in-namespace' } },
  };
  yield { resource: roles, name: 'evil', object: { ...role, metadata: { name: 'evil' } } };
  yield {
    resource: 'namespaces',
    name: 'evil',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'evil' } },
  };
  yield {
    resource: 'persistentvolumes',
    name: 'evil',
    object: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'evil' },
      spec: { hostPath: { path: '/' } },
    },
  };
  yield { ...configMap('kube-system', 'stray'), namespace };
  yield configMap('bank', 'vault');
  yield configMap(namespace, 'owned', {
    metadata: {
      name: 'owned',
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '6f1f0ae2-0c8a-4d2c-9a53-0d3e1b1c5a11' },
      ],
      finalizers: ['example.com/for-ever'],
    },
  });
  yield {
    resource: `rolebindings.${rbac}`,
    namespace,
    name: 'evil',
    object: {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'evil' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'User', name: 'olivia', apiGroup: rbac }],
    },
  };
  yield {
    resource: 'pods',
    namespace,
    name: 'on-host',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'on-host' },
      spec: { hostNetwork: true, containers: [{ name: 'c', image: 'example.com/c' }] },
    },
  };
  yield {
    resource: 'services',
    namespace,
    name: 'hijack',
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'hijack' },
      spec: { externalIPs: ['192.0.2.1'], ports: [{ port: 443 }] },
    },
  };
  yield { ...configMap(namespace, 'other'), name: 'alias' };
  yield {
    resource: 'gadgets.example.com',
    namespace,
    name: 'g',
    object: { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g' } },
  };
  yield {
    ...configMap(namespace, 'twice'),
    text: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"metadata":{"name":"twice","namespace":"bank"}}',
  };
}

async function kubectl(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cluster.kubectl(args);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function refused(args: string[]): Promise<void> {
  const { code, stderr } = await stage.cluster.kubectl(args);
  expect(code).not.toBe(0);
  expect(stderr).toContain('NotFound');
}
