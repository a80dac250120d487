import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../cluster/audit.ts';
import { archivePaths, inBucket } from './archive.ts';
import { startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;
const owner = { username: 'olivia', groups: ['team-shop'] };

/** Olivia may read her namespace but for Secrets; the account `backup` may read ConfigMaps alone. */
beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'settings' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'password' }, stringData: { p: 'x' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'bank', name: 'vault' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'shop', name: 'backup' } },
    binding('team', 'view', { kind: 'Group', name: 'team-shop', apiGroup: 'rbac.authorization.k8s.io' }),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { namespace: 'shop', name: 'settings' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'get'] }],
    },
    binding('backup', 'settings', { kind: 'ServiceAccount', name: 'backup', namespace: 'shop' }, 'Role'),
  ]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe("a tenant's backup", () => {
  it('holds what its requester may read, and names what was left out', async () => {
    const { status } = await run('own', { requester: owner });
    expect(status).toMatchObject({ phase: 'Completed', bucketKey: 'shop.own' });
    const skipped = status?.skipped?.map(({ resource }) => resource) ?? [];
    expect(skipped).toContain('secrets');
    expect(skipped).not.toContain('configmaps');
    expect(status?.conditions?.find(({ type }) => type === 'Skipped')).toMatchObject({
      status: 'True',
      reason: 'Forbidden',
    });
    const names = await archivePaths(stage, 'shop.own');
    expect(names).toContain('resources/configmaps/namespaces/shop/settings.json');
    expect(names.filter((name) => !name.includes('/namespaces/shop/'))).toEqual([]);
    expect(names.filter((name) => name.includes('secrets'))).toEqual([]);
  });

  it('reads every object as its requester', async () => {
    const reads = await inNamespace((event) => event.verb === 'list');
    expect(reads.length).toBeGreaterThan(10);
    expect(new Set(reads.map(({ impersonatedUser }) => impersonatedUser?.username))).toEqual(new Set(['olivia']));
    expect(reads[0]?.impersonatedUser?.groups).toContain('team-shop');
  });

  it('fails when it names a kind that its requester may not read, and leaves its log', async () => {
    const { status } = await run('named', { requester: owner, includedResources: ['configmaps', 'secrets'] });
    expect(status?.phase).toBe('Failed');
    expect(status?.failureReason).toMatch(/may not list secrets in the namespace shop/);
    expect(status?.conditions?.find(({ type }) => type === 'Complete')?.reason).toBe('KindForbidden');
    const log = gunzipSync(await readFile(inBucket(stage, 'shop.named', 'shop.named-logs.gz'))).toString();
    expect(log).toContain('may not list secrets');
    const file = await readFile(inBucket(stage, 'shop.named', 'velero-backup.json'), 'utf8');
    expect((JSON.parse(file) as Seen).status?.phase).toBe('Failed');
    await expect(archivePaths(stage, 'shop.named')).rejects.toThrow(/ENOENT/);
  });

  it('skips it all the same when the spec says so', async () => {
    const spec = { requester: owner, includedResources: ['configmaps', 'secrets'], onForbidden: 'Skip' };
    expect((await run('skipping', spec)).status).toMatchObject({ phase: 'Completed' });
  });

  it('acts as the ServiceAccount that it names', async () => {
    const { status } = await run('account', { requester: owner, serviceAccountName: 'backup' });
    expect(status?.phase).toBe('Completed');
    expect(await archivePaths(stage, 'shop.account')).toEqual(
      expect.arrayContaining(['resources/configmaps/namespaces/shop/settings.json']),
    );
    const reads = await inNamespace(({ impersonatedUser: who }) => who?.username.endsWith(':backup') === true);
    expect(reads.length).toBeGreaterThan(10);
  });

  it('of a member of system:masters stays in its namespace', async () => {
    const { status } = await run('masters', { requester: { username: 'root', groups: ['system:masters'] } });
    expect(status?.phase).toBe('Completed');
    const names = await archivePaths(stage, 'shop.masters');
    expect(names).toContain('resources/secrets/namespaces/shop/password.json');
    expect(names.filter((name) => !name.includes('/namespaces/shop/'))).toEqual([]);
  });

  it.each([
    ['nobody', {}, /not known who asked/],
    ['blank', { requester: { username: ' ' } }, /not known who asked/],
    ['no-account', { requester: owner, serviceAccountName: 'gone' }, /no ServiceAccount "gone"/],
    [
      'foreign',
      { requester: { username: 'system:serviceaccount:flux:deployer' } },
      /ServiceAccount of another namespace/,
    ],
    ['elsewhere', { requester: owner, includedNamespaces: ['bank'] }, /covers that namespace only/],
    ['wide', { requester: owner, includeClusterResources: true }, /cluster-scoped/],
  ])('is refused: %s', async (name, spec, message) => {
    const { status } = await run(name, spec);
    expect(status?.phase).toBe('FailedValidation');
    expect(status?.validationErrors?.join()).toMatch(message);
  });

  it('cannot take the directory that a backup of the platform team writes', async () => {
    await stage.make('Backup', { namespace: 'stowage-system', name: 'shop.clash' }, { includedNamespaces: ['bank'] });
    await stage.ended('Backup', 'stowage-system', 'shop.clash');
    const { status } = await run('clash', { requester: owner });
    expect(status?.phase).toBe('FailedValidation');
    expect(await archivePaths(stage, 'shop.clash')).toContain('resources/configmaps/namespaces/bank/vault.json');
  });
});

async function run(name: string, spec: object): Promise<Seen> {
  await stage.make('Backup', { namespace: 'shop', name }, spec);
  return await stage.ended('Backup', 'shop', name);
}

/** What our controllers did with objects of the namespace, records and Events aside. */
function inNamespace(matches: (event: AuditEvent) => boolean): Promise<AuditEvent[]> {
  return stage.cluster.auditEvents(
    (event) =>
      event.user.username === 'system:serviceaccount:stowage-system:stowage-controllers' &&
      event.objectRef?.namespace === 'shop' &&
      event.objectRef.apiGroup !== 'store.stowage.dev' &&
      event.objectRef.resource !== 'events' &&
      matches(event),
  );
}

function binding(name: string, role: string, subject: object, kind = 'ClusterRole'): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace: 'shop', name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
    subjects: [subject],
  };
}
