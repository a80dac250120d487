import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWrite } from './audit.ts';
import { createLoad, floorBackup, floorRestore } from './load.ts';
import { startCluster } from './boot/start-cluster.ts';
import { processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait.ts';
import type { Cluster } from './cluster.ts';

describe('a booted cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('serves the pinned version to the pinned kubectl', async () => {
    const { stdout } = await cluster.kubectl(['version', '-o', 'json']);
    const version = JSON.parse(stdout) as Record<'clientVersion' | 'serverVersion', { gitVersion: string }>;
    expect(version.clientVersion.gitVersion).toBe('v1.34.4');
    expect(version.serverVersion.gitVersion).toBe('v1.34.4');
  });

  it('knows users by certificate and ServiceAccounts by token, and asks RBAC', async () => {
    const user = await cluster.kubeconfigFor({
      username: 'alice@example.com, the+first',
      groups: ['team-a', 'team-b'],
    });
    const account = await cluster.kubeconfigFor({ serviceAccount: { namespace: 'default', name: 'default' } });
    expect(await whoAmI(user)).toEqual({
      username: 'alice@example.com, the+first',
      groups: ['team-a', 'team-b', 'system:authenticated'],
    });
    expect((await whoAmI(account)).username).toBe('system:serviceaccount:default:default');
    const denied = await cluster.kubectl(['get', 'secrets'], { kubeconfig: user });
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain('Forbidden');
  });

  it('writes who acted as whom into the audit log, once for each write', async () => {
    await cluster.kubectl(['create', 'clusterrolebinding', 'bob', '--clusterrole=cluster-admin', '--user=bob']);
    const made = await cluster.kubectl(['create', 'configmap', 'audited', '--as=bob', '--as-group=team-b']);
    expect(made.code).toBe(0);
    const writes = await waitFor('the audit log', async () => {
      const events = await cluster.auditEvents((event) => isWrite(event) && event.objectRef?.name === 'audited');
      return events.length > 0 && events;
    });
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatchObject({
      verb: 'create',
      stage: 'ResponseComplete',
      user: { username: 'kubernetes-admin' },
      impersonatedUser: { username: 'bob', groups: ['team-b', 'system:authenticated'] },
      objectRef: { resource: 'configmaps', namespace: 'default' },
      responseStatus: { code: 201 },
    });
  });

  it('makes no certificate for a name that would become another one', async () => {
    await expect(cluster.kubeconfigFor({ username: 'mallory "admin"' })).rejects.toThrow('double quote');
  });

  it('deletes a namespace with what is in it', async () => {
    await cluster.kubectl(['create', 'namespace', 'short-lived']);
    await cluster.kubectl(['-n', 'short-lived', 'create', 'configmap', 'inside']);
    const deleted = await cluster.kubectl(['delete', 'namespace', 'short-lived', '--timeout=30s']);
    expect(deleted).toMatchObject({ code: 0, stderr: '' });
    expect((await cluster.kubectl(['get', 'namespace', 'short-lived'])).stderr).toContain('NotFound');
  });

  it('collects the dependents of an object that is gone', async () => {
    await cluster.kubectl(['create', 'configmap', 'owner']);
    const { stdout: uid } = await cluster.kubectl(['get', 'configmap', 'owner', '-o', 'jsonpath={.metadata.uid}']);
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
    const dependent = { namespace: 'default', name: 'dependent', ownerReferences };
    await cluster.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: dependent }]);
    await cluster.kubectl(['delete', 'configmap', 'owner']);
    await waitFor('the dependent to be collected', async () => {
      const { stderr } = await cluster.kubectl(['get', 'configmap', 'dependent']);
      return stderr.includes('NotFound');
    });
  });

  it('enforces a ValidatingAdmissionPolicy', async () => {
    await cluster.apply(refuseConfigMapsCalled('refused'));
    const message = await waitFor('the policy to be enforced', async () => {
      const { code, stderr } = await cluster.kubectl(['create', 'configmap', 'refused', '--dry-run=server']);
      return code !== 0 && stderr;
    });
    expect(message).toContain('the policy says no');
  });

  it(
    'is filled with a load of which no controller makes more, and measures bare calls',
    { timeout: 60_000 },
    async () => {
      const shape = { configmaps: 6, secrets: 3, deployments: 2 };
      expect(await createLoad(cluster.admin, ['load-0', 'load-1'], shape)).toMatchObject({ objects: 22 });
      expect(await floorRestore(cluster.admin, ['load-2'], shape)).toMatchObject({ objects: 11 });
      const { seconds, objects } = await floorBackup(cluster.admin);
      expect(seconds).toBeGreaterThan(0);
      expect(objects).toBe(3);
      const made = await cluster.kubectl(['get', 'configmaps,secrets,deployments', '-n', 'load-1', '-o', 'name']);
      expect(made.stdout.trim().split('\n')).toHaveLength(6 + 3 + 2 + 1);
      expect((await cluster.kubectl(['get', 'pods,replicasets', '-A'])).stderr).toContain('No resources found');
      await expect(createLoad(cluster.admin, ['load-0'], shape)).rejects.toThrow(
        'POST /api/v1/namespaces was answered 409',
      );
    },
  );

  it('goes on with the same data after a component was killed and started again', async () => {
    await cluster.kubectl(['create', 'configmap', 'survivor']);
    for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const) {
      await cluster.restart(name, { kill: true });
    }
    const found = await waitFor('the API to answer again', async () => {
      const { stdout } = await cluster.kubectl(['get', 'configmap', 'survivor', '-o', 'name']);
      return stdout !== '' && stdout;
    });
    expect(found.trim()).toBe('configmap/survivor');
  });

  async function whoAmI(kubeconfig: string): Promise<{ username: string; groups: string[] }> {
    const { stdout } = await cluster.kubectl(['auth', 'whoami', '-o', 'json'], { kubeconfig });
    const review = JSON.parse(stdout) as { status: { userInfo: { username: string; groups: string[] } } };
    const { username, groups } = review.status.userInfo;
    return { username, groups };
  }
});

describe('the end of a cluster', () => {
  it('leaves no process and no directory when stopped, and may be stopped twice', async () => {
    const cluster = await startCluster();
    expect(await processesNaming(cluster.dir)).toHaveLength(3);
    await cluster.stop();
    expect(await processesNaming(cluster.dir)).toEqual([]);
    expect(existsSync(cluster.dir)).toBe(false);
    await cluster.stop();
  });

  it('leaves nothing either when the boot fails, and says which program failed and what it logged', async () => {
    const failing = startCluster({ extraArgs: { 'kube-controller-manager': ['--no-such-flag'] } });
    const message = await failing.then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    expect(message).toMatch(/^kube-controller-manager ended with code 1 before it was ready; the end of its log /);
    expect(message).toContain('unknown flag: --no-such-flag');
    const dir = /its log (\S+)\/logs\//.exec(message)?.[1] ?? '';
    expect(dir).toContain('stowage-cluster-');
    expect(existsSync(dir)).toBe(false);
    expect(await processesNaming(dir)).toEqual([]);
  });
});

function refuseConfigMapsCalled(name: string): object[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }];
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'test' },
      spec: {
        matchConstraints: { resourceRules: rules },
        validations: [{ expression: `object.metadata.name != '${name}'`, message: 'the policy says no' }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'test' },
      spec: { policyName: 'test', validationActions: ['Deny'] },
    },
  ];
}
