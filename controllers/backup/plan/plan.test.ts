import { describe, expect, test } from 'vitest';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { resourceResolver } from '../../../kube/discovery/resource-names.ts';
import { kindsToList } from './kinds.ts';
import { namespaceScope, tenantScope } from './namespaces.ts';
import type { NamespaceScope } from './namespaces.ts';
import { resourceFilter } from './resource-filter.ts';
import type { FilterFields } from './resource-filter.ts';

const verbs = ['create', 'delete', 'get', 'list'];
const cluster = [
  kind('events', '', true, 'Event'),
  kind('secrets', '', true, 'Secret'),
  kind('namespaces', '', false, 'Namespace'),
  kind('persistentvolumes', '', false, 'PersistentVolume'),
  kind('persistentvolumeclaims', '', true, 'PersistentVolumeClaim'),
  kind('pods', '', true, 'Pod'),
  { ...kind('bindings', '', true, 'Binding'), verbs: ['create'] },
  kind('deployments', 'extensions', true, 'Deployment'),
  kind('deployments', 'apps', true, 'Deployment'),
  { ...kind('deployments', 'apps', true, 'Deployment'), version: 'v1beta1', preferred: false },
  kind('events', 'events.k8s.io', true, 'Event'),
  kind('clusterroles', 'rbac.authorization.k8s.io', false, 'ClusterRole'),
  kind('volumesnapshots', 'snapshot.storage.k8s.io', true, 'VolumeSnapshot'),
  kind('backups', 'stowage.dev', true, 'Backup'),
  kind('backuprecords', 'store.stowage.dev', true, 'BackupRecord'),
];
const all = namespaceScope({}, [there('shop'), there('bank')]);
const some = namespaceScope({ includedNamespaces: ['shop'] }, [there('shop'), there('bank')]);

describe('kindsToList', () => {
  test.each<[string, FilterFields, NamespaceScope, string[]]>([
    [
      'everything, each object once, pods and claims first',
      {},
      all,
      [
        'pods',
        'persistentvolumeclaims',
        'persistentvolumes',
        'events',
        'secrets',
        'deployments.apps',
        'clusterroles.rbac.authorization.k8s.io',
      ],
    ],
    [
      'some namespaces: nothing cluster-scoped by default',
      {},
      some,
      ['pods', 'persistentvolumeclaims', 'events', 'secrets', 'deployments.apps'],
    ],
    [
      'some namespaces, includeClusterResources',
      { includeClusterResources: true, includedResources: ['pv', 'clusterrole'] },
      some,
      ['persistentvolumes', 'clusterroles.rbac.authorization.k8s.io'],
    ],
    [
      'everything, includeClusterResources false',
      { includeClusterResources: false },
      all,
      ['pods', 'persistentvolumeclaims', 'events', 'secrets', 'deployments.apps'],
    ],
    ['a short name', { includedResources: ['deploy'] }, all, ['deployments.apps']],
    [
      'the second twin when the first is excluded',
      { includedResources: ['*'], excludedResources: ['events'], includeClusterResources: false },
      all,
      ['pods', 'persistentvolumeclaims', 'secrets', 'deployments.apps', 'events.events.k8s.io'],
    ],
    [
      'scoped lists, both scopes',
      { includedNamespaceScopedResources: ['secrets'], includedClusterScopedResources: ['clusterroles'] },
      all,
      ['secrets', 'clusterroles.rbac.authorization.k8s.io'],
    ],
    [
      'scoped lists, cluster side not named in a partial backup',
      { includedNamespaceScopedResources: ['secrets'] },
      all,
      ['secrets'],
    ],
    [
      'scoped lists, all namespaced ones excluded',
      { excludedNamespaceScopedResources: ['*'], includedClusterScopedResources: ['*'] },
      all,
      ['persistentvolumes', 'clusterroles.rbac.authorization.k8s.io'],
    ],
    [
      'scoped lists, an exclude alone in a full backup',
      { excludedNamespaceScopedResources: ['events', '*.*', 'secrets'] },
      all,
      ['pods', 'persistentvolumeclaims'],
    ],
  ])('%s', (_, spec, scope, expected) => {
    const filter = resourceFilter(spec, { everyNamespace: scope.everything, tenant: false }, resolver());
    expect(kindsToList(cluster, filter, scope).map(({ name }) => name)).toEqual(expected);
  });

  test('a tenant never gets a cluster-scoped kind, whatever the spec says', () => {
    const scope = tenantScope('shop');
    for (const spec of [
      { includeClusterResources: true },
      { includedClusterScopedResources: ['*'] },
      { includedResources: ['clusterroles', 'pods'] },
    ]) {
      const filter = resourceFilter(spec, { everyNamespace: true, tenant: true }, resolver());
      expect(kindsToList(cluster, filter, scope).every(({ resource }) => resource.namespaced)).toBe(true);
      expect(filter.admitsRelated('persistentvolumes', false)).toBe(false);
    }
  });
});

test.each<[FilterFields, string, boolean, boolean]>([
  [{}, 'persistentvolumes', false, true],
  [{ includeClusterResources: false }, 'persistentvolumes', false, false],
  [{ excludedResources: ['persistentvolumes'] }, 'persistentvolumes', false, false],
  [{ includedResources: ['pods'] }, 'persistentvolumes', false, false],
  [{ includedNamespaceScopedResources: ['pods'] }, 'persistentvolumes', false, true],
  [
    { includedNamespaceScopedResources: ['pods'], excludedClusterScopedResources: ['persistentvolumes'] },
    'persistentvolumes',
    false,
    false,
  ],
  [{ includedNamespaceScopedResources: ['pods'] }, 'persistentvolumeclaims', true, false],
])('related objects: %j admits %s', (spec, name, namespaced, expected) => {
  const filter = resourceFilter(spec, { everyNamespace: false, tenant: false }, resolver());
  expect(filter.admitsRelated(name, namespaced)).toBe(expected);
});

describe('namespaceScope', () => {
  const names = ['kube-system', 'shop-a', 'shop-b'].map(there);

  test('patterns stand for the namespaces that there are', () => {
    const scope = namespaceScope({ includedNamespaces: ['shop-*', 'gone', 'none-*'] }, names);
    expect(scope).toMatchObject({ everything: false, unmatched: ['none-*'], absent: ['gone'] });
    expect(['shop-a', 'kube-system', 'shop-new'].map(scope.includes)).toEqual([true, false, false]);
  });

  test('a pattern that matches nothing includes nothing', () => {
    expect(namespaceScope({ includedNamespaces: ['none-*'] }, names).toList).toEqual([]);
  });

  test('everything but some is listed at once and filtered', () => {
    const scope = namespaceScope({ excludedNamespaces: ['kube-*'] }, names);
    expect(scope).toMatchObject({ everything: false, toList: undefined });
    expect(['shop-a', 'shop-new', 'kube-public'].map(scope.includes)).toEqual([true, true, false]);
  });

  test('the label excludes a namespace', () => {
    const scope = namespaceScope({}, [...names, { name: 'scratch', excluded: true }]);
    expect(scope.everything).toBe(false);
    expect(scope.includes('scratch')).toBe(false);
  });

  test('a tenant sees his own alone', () => {
    const scope = tenantScope('shop');
    expect([scope.includes('shop'), scope.includes('bank'), scope.toList]).toEqual([true, false, ['shop']]);
  });
});

function resolver() {
  return resourceResolver(cluster);
}

function there(name: string) {
  return { name, excluded: false };
}

function kind(plural: string, group: string, namespaced: boolean, name: string): ApiResource {
  const shortNames = { deployments: ['deploy'], persistentvolumes: ['pv'] }[plural] ?? [];
  const singular = name.toLowerCase();
  return {
    group,
    version: 'v1',
    preferred: true,
    plural,
    singular,
    kind: name,
    namespaced,
    verbs,
    shortNames,
    categories: [],
    subresources: [],
  };
}
