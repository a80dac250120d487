import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordApiVersion, recordGroup, servedGroup, systemNamespace } from '../../api/groups.ts';
import { kinds, storedKinds } from '../../api/kinds.ts';
import { storedKindByName } from '../../api/kinds.test-support.ts';
import { openApiV2 } from '../../api/openapi/v2.ts';
import { baseObjects, objectsIn } from '../../manifests/base.ts';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import { waitFor } from '../support/wait.ts';
import type { Cluster } from '../cluster/cluster.ts';

interface Named {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: Record<string, unknown>;
}

const manifests = path.join(import.meta.dirname, '../../manifests');

let cluster: Cluster;
/** Kubeconfig of the apiserver's account: records can be written by it and not by the administrator. */
let writer: string;

beforeAll(async () => {
  cluster = await startCluster();
  // Without the APIService: nothing serves it here, and discovery and namespaces would suffer.
  await cluster.apply(baseObjects().filter((object) => (object as Named).kind !== 'APIService'));
  // The garbage collector looks for new kinds every 30 seconds, and at its start.
  await cluster.restart('kube-controller-manager');
  await cluster.kubectl(['create', 'namespace', 'shop']);
  writer = await cluster.kubeconfigFor({ serviceAccount: { namespace: systemNamespace, name: 'stowage-apiserver' } });
  await waitFor('the admission policy to be enforced', async () => {
    const answer = await write(record('Backup', 'probe', {}), { dryRun: true, kubeconfig: cluster.kubeconfig });
    return answer.includes('records are written by Stowage alone');
  });
});

afterAll(() => cluster?.stop());

describe('the CRDs', () => {
  it('are established on a real kube-apiserver, without a complaint about their schemas', async () => {
    const { stdout } = await cluster.kubectl(['get', 'crd', '-o', 'json']);
    const { items } = JSON.parse(stdout) as {
      items: { metadata: { name: string }; status: { conditions: { type: string; status: string }[] } }[];
    };
    const found = items.filter(({ metadata }) => metadata.name.endsWith(recordGroup));
    expect(found).toHaveLength(storedKinds.length);
    for (const { metadata, status } of found) {
      const conditions = Object.fromEntries(status.conditions.map((one) => [one.type, one.status]));
      expect(conditions, metadata.name).toEqual({ NamesAccepted: 'True', Established: 'True' });
    }
  });

  it('are explained by kubectl', async () => {
    const { stdout } = await cluster.kubectl(['explain', 'backuprecord.spec.ttl']);
    expect(stdout).toContain('How long the backup is kept');
  });

  it('show their columns', async () => {
    const { stdout } = await cluster.kubectl(['get', 'backuprecords', '-A', '-o', 'wide', '--show-kind']);
    expect(stdout === '' || stdout.includes('STATUS')).toBe(true);
    await write(
      record('Backup', 'shown', { requester: { username: 'alice' }, labelSelector: { matchLabels: { a: 'b' } } }),
    );
    const table = await cluster.kubectl(['get', 'backuprecords', '-n', 'shop', '-o', 'wide']);
    const [header = '', row = ''] = table.stdout.split('\n');
    for (const { name } of storedKindByName('Backup')?.columns ?? []) expect(header).toContain(name.toUpperCase());
    expect(row).toMatch(/alice\s*$/);
    expect(row).toContain('{"a":"b"}');
  });

  it('store an empty spec where none was given', async () => {
    await write(record('Backup', 'bare', undefined));
    const { stdout } = await cluster.kubectl(['get', 'backuprecord', 'bare', '-n', 'shop', '-o', 'jsonpath={.spec}']);
    expect(stdout).toBe('{}');
  });
});

describe('the rules', () => {
  it.each([
    ['Backup', { ttl: '1h', requester: { username: 'alice' } }, { ttl: '2h' }],
    ['Backup', { requester: { username: 'alice' } }, { requester: { username: 'bob' } }],
    ['Backup', { requester: { username: 'alice' } }, { requester: null }],
    ['Backup', {}, { requester: { username: 'bob' } }],
    ['Restore', { backupName: 'a' }, { backupName: 'b' }],
    [
      'Restore',
      { backupName: 'a', requester: { username: 'alice' } },
      { requester: { username: 'bob', groups: ['g'] } },
    ],
  ])('let the spec of a %s %j not become %j', async (kind, spec, change) => {
    const name = await made(kind, spec);
    expect(await changed(kind, name, change)).toContain(`spec: Forbidden: a ${kind} cannot be changed once it exists`);
    expect(await changed(kind, name, {})).toBe('');
    await discarded(kind, name);
  });

  it('let labels and status of a Backup change', async () => {
    const name = await made('Backup', { ttl: '1h' });
    const labelled = await cluster.kubectl(['label', 'backuprecord', name, '-n', 'shop', 'a=b'], {
      kubeconfig: writer,
    });
    expect(labelled).toMatchObject({ code: 0 });
    const status =
      '{"status":{"phase":"Completed","conditions":[{"type":"Ready","status":"True","reason":"Done","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}';
    const args = ['patch', 'backuprecord', name, '-n', 'shop', '--subresource=status', '--type=merge', '-p', status];
    expect(await cluster.kubectl(args, { kubeconfig: writer })).toMatchObject({ code: 0, stderr: '' });
  });

  it('let the requester of a Schedule change together with what runs, and only so', async () => {
    const spec = { schedule: '0 3 * * *', template: {}, requester: { username: 'alice' } };
    const name = await made('Schedule', spec);
    const requester = { username: 'bob' };
    expect(await changed('Schedule', name, { requester })).toContain('requester changes only together with');
    expect(await changed('Schedule', name, { requester: null })).toContain('requester cannot be removed');
    expect(await changed('Schedule', name, { requester, paused: true })).toContain(
      'requester changes only together with',
    );
    expect(await changed('Schedule', name, { paused: true })).toBe('');
    expect(await changed('Schedule', name, { requester, template: { ttl: '1h' } })).toBe('');
    expect(await changed('Schedule', name, { requester: { username: 'carol' }, serviceAccountName: 'x' })).toBe('');
    expect(await changed('Schedule', name, { requester, schedule: '@daily' })).toBe('');
  });

  it.each([
    ['Restore', {}, 'set exactly one of backupName and scheduleName'],
    ['Restore', { backupName: 'a', scheduleName: 'b' }, 'set exactly one of backupName and scheduleName'],
    ['Restore', { backupName: 'a', hooks: hook({}) }, 'set exactly one of exec and init'],
    [
      'Restore',
      { backupName: 'a', hooks: hook({ exec: { command: ['a'] }, init: {} }) },
      'set exactly one of exec and init',
    ],
    [
      'Backup',
      { labelSelector: {}, orLabelSelectors: [{}] },
      'spec.orLabelSelectors: Forbidden: cannot be used together with labelSelector',
    ],
    ['Schedule', { schedule: ' ', template: {} }, 'must be a cron expression'],
    ['Schedule', { schedule: '', template: {} }, 'spec.schedule'],
    [
      'Schedule',
      { schedule: '@daily', template: { labelSelector: {}, orLabelSelectors: [{}] } },
      'spec.template.orLabelSelectors: Forbidden: cannot be used',
    ],
    [
      'BackupStorageLocation',
      location({ caCert: 'eA==', caCertRef: { name: 'a', key: 'b' } }),
      'spec.objectStorage.caCert: Forbidden: cannot be used together with caCertRef',
    ],
    ['BackupStorageLocation', { objectStorage: { bucket: 'a' } }, 'spec.provider: Required value'],
    ['Backup', { onForbidden: 'Ignore' }, 'supported values: "Skip", "Fail"'],
    ['Backup', { ttl: 1 }, 'spec.ttl in body must be of type string'],
  ])('refuse a %s with %j', async (kind, spec, message) => {
    expect(await write(record(kind, 'refused', spec), { dryRun: true })).toContain(message);
  });

  it.each([
    ['Restore', { scheduleName: 'b', backupName: '' }],
    ['Restore', { backupName: 'a', hooks: hook({ init: { initContainers: [{ name: 'a', any: { thing: [1] } }] } }) }],
    ['Backup', { labelSelector: { matchLabels: { a: 'b' } }, orLabelSelectors: [] }],
    ['BackupStorageLocation', location({ caCert: 'eA==' })],
  ])('take a %s with %j', async (kind, spec) => {
    expect(await write(record(kind, 'taken', spec), { dryRun: true })).toBe('');
  });

  it('bound the names', async () => {
    const schedule = { schedule: '@daily', template: {} };
    expect(await write(record('Schedule', 'a'.repeat(238), schedule), { dryRun: true })).toBe('');
    expect(await write(record('Schedule', 'a'.repeat(239), schedule), { dryRun: true })).toContain(
      'at most 238 characters',
    );
    expect(await write(record('Backup', 'a'.repeat(253), {}), { dryRun: true })).toBe('');
    expect(await write(record('Backup', 'a'.repeat(254), {}), { dryRun: true })).toContain(
      'metadata.name: Invalid value',
    );
  });

  it('stay within their cost at run time when everything is as large as it may be', async () => {
    const large = {
      includedNamespaces: Array.from({ length: 512 }, (_, at) => `${'n'.repeat(59)}${at}`),
      orderedResources: Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`kind${at}`, 'x'.repeat(1000)])),
    };
    const requester = { username: 'alice', groups: Array.from({ length: 400 }, (_, at) => `${'g'.repeat(1000)}${at}`) };
    const backup = await made('Backup', { ...large, requester });
    const args = ['annotate', 'backuprecord', backup, '-n', 'shop', 'a=b'];
    expect(await cluster.kubectl(args, { kubeconfig: writer })).toMatchObject({ code: 0, stderr: '' });
    const schedule = await made('Schedule', { schedule: '@daily', template: large, requester });
    expect(await changed('Schedule', schedule, { paused: true })).toBe('');
  });
});

describe('the admission policy', () => {
  const refusal = 'records are written by Stowage alone';

  it('refuses the administrator every write of a record, and of its status', async () => {
    const name = await made('Backup', {});
    const options = { kubeconfig: cluster.kubeconfig };
    expect(await write(record('Backup', 'mine', {}), options)).toContain(refusal);
    const on = ['backuprecord', name, '-n', 'shop'];
    for (const args of [
      ['label', ...on, 'a=b'],
      ['patch', ...on, '--subresource=status', '--type=merge', '-p', '{"status":{"phase":"Failed"}}'],
      ['delete', ...on],
    ]) {
      expect((await cluster.kubectl(args)).stderr, args.join(' ')).toContain(refusal);
    }
  });

  it('lets the controllers write', async () => {
    const kubeconfig = await cluster.kubeconfigFor({
      serviceAccount: { namespace: systemNamespace, name: 'stowage-controllers' },
    });
    expect(await write(record('Backup', 'theirs', {}), { kubeconfig })).toBe('');
  });

  it('lets the garbage collector clean up after an owner', async () => {
    await cluster.kubectl(['create', 'configmap', 'owner', '-n', 'shop']);
    const args = ['get', 'configmap', 'owner', '-n', 'shop', '-o', 'jsonpath={.metadata.uid}'];
    const { stdout: uid } = await cluster.kubectl(args);
    const owned = record('Backup', 'owned', {});
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
    expect(await write({ ...owned, metadata: { ...owned.metadata, ownerReferences } as Named['metadata'] })).toBe('');
    await cluster.kubectl(['delete', 'configmap', 'owner', '-n', 'shop']);
    await waitFor('the record to be collected', async () => {
      const { stderr } = await cluster.kubectl(['get', 'backuprecord', 'owned', '-n', 'shop']);
      return stderr.includes('NotFound');
    });
  });

  it('lets the namespace controller empty a namespace', async () => {
    await cluster.kubectl(['create', 'namespace', 'leaving']);
    expect(await write(record('Backup', 'last', {}, 'leaving'))).toBe('');
    expect(await cluster.kubectl(['delete', 'namespace', 'leaving', '--timeout=40s'])).toMatchObject({ code: 0 });
  });
});

describe('the rest of the base', () => {
  it('meets the restricted pod security of its own namespace', async () => {
    const deployments = baseObjects().filter((object) => (object as Named).kind === 'Deployment');
    expect(deployments).toHaveLength(2);
    for (const deployment of deployments) {
      const { template } = (deployment as { spec: { template: { metadata: object; spec: object } } }).spec;
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        ...template,
        metadata: { ...template.metadata, name: 'x', namespace: systemNamespace },
      };
      const args = ['create', '--dry-run=server', '-f', '-'];
      const answer = await cluster.kubectl(args, { input: JSON.stringify(pod) });
      expect(answer).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('gives edit what a backup takes, and view no list of Secrets', async () => {
    for (const role of ['view', 'edit', 'admin']) {
      await cluster.kubectl(['create', 'rolebinding', role, '-n', 'shop', `--clusterrole=${role}`, `--user=${role}`]);
    }
    await waitFor('the roles to be aggregated', () => may(['admin', 'create', 'backupstoragelocations']));
    expect(await may(['edit', 'create', 'backups'])).toBe(true);
    expect(await may(['edit', 'get', 'backups', 'contents'])).toBe(true);
    expect(await may(['edit', 'create', 'backupstoragelocations'])).toBe(false);
    expect(await may(['view', 'get', 'backups', 'log'])).toBe(true);
    expect(await may(['view', 'get', 'backups', 'resources'])).toBe(false);
  });

  it('builds with its overlays', async () => {
    const overlays = readdirSync(path.join(manifests, 'overlays'));
    expect(overlays).toContain('tenant-locations');
    for (const overlay of overlays) {
      const { code, stdout } = await cluster.kubectl(['kustomize', path.join(manifests, 'overlays', overlay)]);
      expect(code).toBe(0);
      expect(stdout).toContain('kind: APIService');
    }
  });

  it('has examples whose records kube-apiserver takes', async () => {
    const directory = path.join(manifests, 'examples');
    for (const file of readdirSync(directory)) {
      const [example] = objectsIn(path.join(directory, file)) as Named[];
      const of = storedKindByName(example?.kind ?? '');
      const stored = { ...example, apiVersion: recordApiVersion, kind: of?.record.kind ?? '' } as Named;
      expect(await write(stored, { dryRun: true }), file).toBe('');
    }
  });

  it('shares the definitions of Kubernetes to the letter, so that the aggregator takes them for one', async () => {
    const { stdout } = await cluster.kubectl(['get', '--raw', '/openapi/v2']);
    const theirs = (JSON.parse(stdout) as { definitions: Record<string, object> }).definitions;
    const ours = Object.entries(openApiV2(kinds).definitions).filter(([name]) => name.startsWith('io.k8s.'));
    expect(ours.length).toBeGreaterThan(10);
    for (const [name, definition] of ours)
      expect(comparable(definition as object), name).toEqual(comparable(theirs[name]));
  });
});

/** Whether RBAC gives the user this verb on a resource (and subresource) of the served group, which nothing needs to serve for it. */
async function may([user, verb, resource, subresource]: string[]): Promise<boolean> {
  const resourceAttributes = { namespace: 'shop', verb, group: servedGroup, resource, subresource };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, resourceAttributes },
  };
  const args = ['create', '-f', '-', '-o', 'jsonpath={.status.allowed}'];
  return (await cluster.kubectl(args, { input: JSON.stringify(review) })).stdout === 'true';
}

let count = 0;

/** A new record of this spec; its name. */
async function made(kind: string, spec: object): Promise<string> {
  const name = `made-${++count}`;
  expect(await write(record(kind, name, spec))).toBe('');
  return name;
}

/** What kube-apiserver says to a merge patch of the spec, nothing if it takes it. */
async function changed(kind: string, name: string, spec: object): Promise<string> {
  const args = [
    'patch',
    storedKindByName(kind)?.record.plural ?? '',
    name,
    '-n',
    'shop',
    '--type=merge',
    '-p',
    JSON.stringify({ spec }),
  ];
  return (await cluster.kubectl(args, { kubeconfig: writer })).stderr;
}

async function discarded(kind: string, name: string): Promise<void> {
  const args = ['delete', storedKindByName(kind)?.record.plural ?? '', name, '-n', 'shop'];
  expect(await cluster.kubectl(args, { kubeconfig: writer })).toMatchObject({ code: 0 });
}

/** Creates the record as the apiserver's account, or as somebody else; what kubectl complains about, nothing if it worked. */
async function write(object: Named, options: { dryRun?: boolean; kubeconfig?: string } = {}): Promise<string> {
  const { dryRun = false, kubeconfig = writer } = options;
  const args = ['create', ...(dryRun ? ['--dry-run=server'] : []), '-f', '-'];
  return (await cluster.kubectl(args, { kubeconfig, input: JSON.stringify(object) })).stderr;
}

function record(kind: string, name: string, spec: object | undefined, namespace = 'shop'): Named {
  return {
    apiVersion: recordApiVersion,
    kind: storedKindByName(kind)?.record.kind ?? '',
    metadata: { name, namespace },
    ...(spec ? { spec: spec as Record<string, unknown> } : {}),
  };
}

function hook(step: object): object {
  return { resources: [{ name: 'h', postHooks: [step] }] };
}

function location(objectStorage: object): object {
  return { provider: 'aws', objectStorage: { bucket: 'a', ...objectStorage } };
}

/** The aggregator compares definitions without the kinds that they name. */
function comparable(definition: object | undefined): object {
  const { 'x-kubernetes-group-version-kind': _, ...rest } = (definition ?? {}) as Record<string, unknown>;
  return rest;
}
