import { describe, expect, it } from 'vitest';
import { storedKindByName } from '../../../api/kinds.test-support.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import { StatusError } from '../../../kube/client/status-error.ts';
import type { ApiResource, Discovery } from '../../../kube/discovery/api-resource.ts';
import { ManualClock } from '../../../kube/process/manual-clock.ts';
import { silentLog } from '../../../kube/process/log.ts';
import { createAdvisor } from './advisor.ts';
import { readKinds } from './kinds.ts';
import type { Kinds } from './kinds.ts';
import { KnownKinds } from './known-kinds.ts';

const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

function resource(full: string, kind: string, more: Partial<ApiResource> = {}): ApiResource {
  const [plural = '', ...group] = full.split('.');
  return {
    group: group.join('.'),
    version: 'v1',
    preferred: true,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: true,
    verbs: all,
    shortNames: [],
    categories: [],
    subresources: [],
    ...more,
  };
}

const discovery: Discovery = {
  resources: [
    resource('pods', 'Pod', { shortNames: ['po'] }),
    resource('nodes', 'Node', { namespaced: false }),
    resource('events', 'Event', { shortNames: ['ev'] }),
    resource('deployments.apps', 'Deployment', { shortNames: ['deploy'] }),
    resource('daemonsets.apps', 'DaemonSet'),
    resource('tokenreviews.authentication.k8s.io', 'TokenReview', { namespaced: false, verbs: ['create'] }),
    resource('backups.stowage.dev', 'Backup'),
  ],
  failed: [],
};
const kinds = readKinds(discovery, undefined);
const failed = [{ group: 'metrics.k8s.io', version: 'v1', message: 'down' }];
const silent = readKinds({ ...discovery, failed }, undefined);

/** The warnings about an object of a cluster. */
async function warnings(
  kind: string,
  spec: object,
  more: { namespace?: string; known?: Kinds | undefined; namespaces?: string[]; may?: boolean } = {},
): Promise<string[]> {
  const known = 'known' in more ? more.known : kinds;
  const told: string[] = [];
  const advisor = createAdvisor({
    client: {
      get: async ({ name = '' }: { name?: string }) => namespaceOf(name, more.namespaces ?? []),
    } as unknown as Kube,
    kinds: { latest: known, recent: async () => known },
    authorizer: { may: async () => more.may ?? true },
    log: silentLog,
  });
  const definition = storedKindByName(kind);
  if (definition === undefined) throw new Error(kind);
  const user = { username: 'alice', groups: [], extra: {} };
  const { namespace = 'shop' } = more;
  await advisor.advise(definition, { spec }, { user, namespace, warn: (text) => told.push(text) });
  return told;
}

function namespaceOf(name: string, there: readonly string[]): object {
  if (there.includes(name)) return {};
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code: 404,
    reason: 'NotFound',
  } as const;
  throw new StatusError(status);
}

describe('kinds that a Backup names', () => {
  it.each([
    ['pods'],
    ['po'],
    ['Pod'],
    ['deployment'],
    ['Deployment.apps'],
    ['deploy.apps'],
    ['*'],
    ['*.apps'],
    ['dep*'],
  ])('%s needs no warning', async (name) => {
    expect(await warnings('Backup', { includedResources: [name] })).toEqual([]);
  });

  it.each([
    ['deploymnets', 'the cluster has no kind "deploymnets"; did you mean "deployments.apps"?'],
    ['daemonset.app', 'the cluster has no kind "daemonset.app"; did you mean "daemonsets.apps"?'],
    ['deployments.extensions', 'the cluster has no kind "deployments.extensions"'],
    ['widgets', 'the cluster has no kind "widgets"'],
    ['wid*', 'no kind of the cluster matches "wid*"'],
    ['constructor', 'the cluster has no kind "constructor"'],
    [
      'tokenreviews.authentication.k8s.io',
      'tokenreviews.authentication.k8s.io are never backed up: the server cannot list and get and delete them',
    ],
    ['backups', 'backups.stowage.dev are never backed up: a backup is no part of what it holds'],
  ])('%s is warned of', async (name, text) => {
    expect(await warnings('Backup', { includedResources: ['pods', name] })).toEqual([
      `spec.includedResources[1]: ${text}`,
    ]);
  });

  it('are looked at in every field', async () => {
    expect(
      await warnings('Schedule', {
        template: {
          excludedResources: ['pots'],
          includedClusterScopedResources: ['pods'],
          excludedClusterScopedResources: ['node'],
          includedNamespaceScopedResources: ['nodes', 'deploy'],
          excludedNamespaceScopedResources: ['none'],
          orderedResources: { pods: 'a', secret: 'b' },
        },
      }),
    ).toEqual([
      'spec.template.excludedResources[0]: the cluster has no kind "pots"; did you mean "pods"?',
      'spec.template.includedClusterScopedResources[0]: pods is namespaced, and this list is for cluster-scoped kinds',
      'spec.template.includedNamespaceScopedResources[0]: nodes is cluster-scoped, and this list is for namespaced kinds',
      'spec.template.excludedNamespaceScopedResources[0]: the cluster has no kind "none"; did you mean "nodes"?',
      'spec.template.orderedResources[secret]: the cluster has no kind "secret"',
    ]);
  });

  it('are not judged when nothing is known of the cluster', async () => {
    expect(await warnings('Backup', { includedResources: ['widgets'] }, { known: undefined })).toEqual([]);
  });

  it('may be of a group that does not answer', async () => {
    const includedResources = ['nodes.metrics.k8s.io', 'podz', 'x*'];
    expect(await warnings('Backup', { includedResources }, { known: silent })).toEqual([
      'spec.includedResources[1]: the cluster has no kind "podz" (metrics.k8s.io did not answer); did you mean "pods"?',
    ]);
  });

  it('of a group that answered before are known still', () => {
    const resources = [...discovery.resources, resource('podmetrics.metrics.k8s.io', 'PodMetrics')];
    const later = readKinds({ ...discovery, failed }, readKinds({ resources, failed: [] }, undefined));
    expect(later.find('podmetrics')?.group).toBe('metrics.k8s.io');
    expect(later.silent).toEqual([]);
  });
});

describe('kinds that a Restore names', () => {
  it('may be in the backup alone, or never restored', async () => {
    const spec = {
      backupName: 'x',
      includedResources: ['widgets', 'no', 'ev', 'pods'],
      restoreStatus: { includedResources: ['pod', 'deployd'] },
    };
    expect(await warnings('Restore', spec)).toEqual([
      'spec.includedResources[0]: the cluster has no kind "widgets", so it is restored only if the backup holds its definition',
      'spec.includedResources[1]: the cluster has no kind "no", so it is restored only if the backup holds its definition',
      'spec.includedResources[2]: events are never restored',
      'spec.restoreStatus.includedResources[1]: the cluster has no kind "deployd", so it is restored only if the backup holds its definition',
    ]);
  });
});

describe('namespaces that a Backup names', () => {
  const spec = { includedNamespaces: ['shop', 'shpo', 'x-*'], excludedNamespaces: ['gone'] };
  const system = { namespace: 'stowage-system', namespaces: ['shop'] };
  const expected = [
    'includedNamespaces[1]: there is no namespace "shpo"',
    'excludedNamespaces[0]: there is no namespace "gone"',
  ];

  it('are looked for', async () => {
    expect(await warnings('Backup', spec, system)).toEqual(expected.map((text) => `spec.${text} at present`));
    expect(await warnings('Schedule', { template: spec }, system)).toEqual(
      expected.map((text) => `spec.template.${text} at present`),
    );
  });

  it('are nobody’s business who may not list them, nor a tenant’s', async () => {
    expect(await warnings('Backup', spec, { ...system, may: false })).toEqual([]);
    expect(await warnings('Backup', spec, { ...system, namespace: 'shop' })).toEqual([]);
  });

  it('of a Restore are those of the backup', async () => {
    expect(await warnings('Restore', { backupName: 'x', includedNamespaces: ['gone'] }, system)).toEqual([]);
  });
});

describe('KnownKinds', () => {
  it('reads once for all who ask, and again when it is too old', async () => {
    const { known, clock, asked } = start(empty);
    const [one, two] = await Promise.all([known.recent(2000), known.recent(2000)]);
    expect(one).toBeDefined();
    expect(two).toBe(one);
    expect(asked()).toBe(2);
    await clock.advance(1500);
    await known.recent(2000);
    expect(asked()).toBe(2);
    await clock.advance(1000);
    await known.recent(2000);
    expect(asked()).toBe(4);
    await clock.advance(11 * 60_000);
    expect(known.latest).toBeUndefined();
  });

  it('holds nobody up for longer than a second, and fails for nobody', async () => {
    const never = start(() => new Promise(() => undefined));
    const waiting = never.known.recent(0);
    await never.clock.advance(1000);
    expect(await waiting).toBeUndefined();
    const broken = start(() => Promise.reject(new Error('down')));
    expect(await broken.known.recent(0)).toBeUndefined();
  });
});

function start(answer: () => Promise<unknown>) {
  const clock = new ManualClock();
  let asked = 0;
  const request = async () => {
    asked += 1;
    const json = await answer();
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { json: async () => json, text: async () => JSON.stringify(json) },
    };
  };
  const known = new KnownKinds({ client: { request } as unknown as Kube, clock, log: silentLog });
  return { known, clock, asked: () => asked };
}
async function empty(): Promise<object> {
  return { kind: 'APIGroupDiscoveryList', items: [] };
}
