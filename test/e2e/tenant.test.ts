import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWrite } from '../cluster/audit.ts';
import { backup, restore, startStack } from './stack.ts';
import type { Stack } from './stack.ts';

const namespace = 'team-a';

let stack: Stack;
let owner: string;
let restorer: string;

/** The owner may do everything in the namespace; the restorer may create Restores and ConfigMaps there, and no Secrets. */
beforeAll(async () => {
  stack = await startStack();
  const { cluster } = stack;
  await cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: 'settings' }, data: { colour: 'blue' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name: 'token' },
      stringData: { token: 'not-a-real-one' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name: 'password' },
      stringData: { p: 'not-a-real-one' },
    },
    binding('owner', 'ClusterRole', 'admin'),
    role('restorer', [
      {
        apiGroups: ['stowage.dev'],
        resources: ['restores', 'restores/results'],
        verbs: ['create', 'get', 'list', 'watch'],
      },
      { apiGroups: ['stowage.dev'], resources: ['backups'], verbs: ['get', 'list', 'watch', 'restore'] },
      { apiGroups: [''], resources: ['configmaps', 'serviceaccounts'], verbs: ['get', 'create'] },
    ]),
    binding('restorer', 'Role', 'restorer'),
  ]);
  owner = await cluster.kubeconfigFor({ username: 'owner' });
  restorer = await cluster.kubeconfigFor({ username: 'restorer' });
});

afterAll(() => stack?.[Symbol.asyncDispose]());

describe('a tenant', () => {
  it('backs the own namespace up with the own rights', async () => {
    await stack.ok(['create', '-f', '-'], { kubeconfig: owner, input: JSON.stringify(backup(namespace, 'monday')) });
    const done = await stack.settledRun('backups', namespace, 'monday');
    expect(done.status?.phase).toBe('Completed');
    expect(done.status?.bucketKey).toBe('team-a.monday');
    expect(done.spec['requester']).toMatchObject({ username: 'owner' });

    const lists = await stack.cluster.auditEvents(
      (event) =>
        event.verb === 'list' && event.objectRef?.resource === 'secrets' && event.objectRef.namespace === namespace,
    );
    expect(lists.map((event) => event.impersonatedUser?.username)).toContain('owner');
  });

  it('cannot name another requester, another namespace or cluster-scoped kinds', async () => {
    const forged = backup(namespace, 'forged', { requester: { username: 'admin', groups: ['system:masters'] } });
    await stack.ok(['create', '-f', '-'], { kubeconfig: owner, input: JSON.stringify(forged) });
    const seen = await stack.settledRun('backups', namespace, 'forged');
    expect(seen.spec['requester']).toMatchObject({ username: 'owner' });

    const elsewhere = JSON.stringify(backup(namespace, 'elsewhere', { includedNamespaces: ['kube-system'] }));
    const refusal = await stack.refused(['create', '-f', '-'], { kubeconfig: owner, input: elsewhere });
    expect(refusal).toContain('spec.includedNamespaces');
  });

  it('who may not create Secrets gets the backup restored without them, each named, under the own name', async () => {
    await stack.ok(['-n', namespace, 'delete', 'configmap/settings', 'secret/token', 'secret/password']);
    const input = JSON.stringify(restore(namespace, 'try', { backupName: 'monday' }));
    await stack.ok(['create', '-f', '-'], { kubeconfig: restorer, input });

    const done = await stack.settledRun('restores', namespace, 'try');
    expect(done.status?.phase).toBe('PartiallyFailed');
    expect(await stack.ok(['-n', namespace, 'get', 'configmap', 'settings', '-o', 'jsonpath={.data.colour}'])).toBe(
      'blue',
    );
    await stack.refused(['-n', namespace, 'get', 'secret', 'token']);

    const path = `/apis/stowage.dev/v1alpha1/namespaces/${namespace}/restores/try/results`;
    const results = await stack.ok(['get', '--raw', path], { kubeconfig: restorer });
    const errors =
      (JSON.parse(results) as { errors: { namespaces: Record<string, string[]> } }).errors.namespaces[namespace] ?? [];
    for (const name of ['token', 'password']) {
      expect(errors.filter((line) => line.includes(name) && /forbidden/i.test(line))).toHaveLength(1);
    }
    expect(results).not.toContain('bm90LWEtcmVhbC1vbmU');
  });

  it('is the one whom the audit log names on every write of ours in the namespace', async () => {
    const ours = await stack.cluster.auditEvents(
      (event) =>
        isWrite(event) &&
        event.objectRef?.namespace === namespace &&
        event.objectRef.apiGroup !== 'store.stowage.dev' &&
        event.objectRef.resource !== 'events' &&
        event.user.username.startsWith('system:serviceaccount:stowage-system:'),
    );
    expect(ours.length).toBeGreaterThan(2);
    expect(new Set(ours.map((event) => event.impersonatedUser?.username))).toEqual(new Set(['restorer']));
  });
});

function role(name: string, rules: object[]): object {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { namespace, name }, rules };
}

function binding(user: string, kind: 'Role' | 'ClusterRole', name: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace, name: user },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'User', name: user }],
  };
}
