import { describe, expect, test } from 'vitest';
import type { RestoreSpec } from '../../../api/v1alpha1/restore.ts';
import type { ObjectId } from '../../../bucket/archive/entry.ts';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { resourceResolver } from '../../../kube/discovery/resource-names.ts';
import { waveOf } from '../waves.ts';
import { itemFilter } from './item-filter.ts';
import { isMissing, KindTable } from './kind-table.ts';
import { namespaceMap } from './namespace-map.ts';
import { Plan } from './plan.ts';

const resolve = resourceResolver([
  { group: '', plural: 'configmaps', singular: 'configmap', kind: 'ConfigMap', shortNames: ['cm'] },
  { group: 'apps', plural: 'deployments', singular: 'deployment', kind: 'Deployment', shortNames: ['deploy'] },
]);

const configMap = { resource: 'configmaps', namespace: 'shop', name: 'a' };
const elsewhere = { resource: 'configmaps', namespace: 'bank', name: 'a' };
const widget = { resource: 'widgets.example.com', namespace: 'shop', name: 'w' };
const role = { resource: 'clusterroles.rbac.authorization.k8s.io', name: 'r' };
const crd = { resource: 'customresourcedefinitions.apiextensions.k8s.io', name: 'widgets.example.com' };
const otherCrd = { ...crd, name: 'gadgets.example.com' };
const volume = { resource: 'persistentvolumes', name: 'pv' };
const shop = { resource: 'namespaces', name: 'shop' };
const bank = { resource: 'namespaces', name: 'bank' };

function filterOf(spec: Partial<RestoreSpec>, tenant?: string) {
  const namespaces = namespaceMap(spec, tenant);
  return itemFilter({ spec, namespaces, tenant: tenant !== undefined, resolve });
}

const into = (namespace: string) => ({ take: 'yes', namespace });
const yes = { take: 'yes', namespace: undefined };
const ifNeeded = { take: 'ifNeeded', namespace: undefined };
const no = { take: 'no' };

describe('the platform team restores', () => {
  test.each<[string, Partial<RestoreSpec>, ObjectId, object]>([
    ['everything by default', {}, configMap, into('shop')],
    ['cluster-scoped objects with all namespaces', {}, role, yes],
    ['Namespaces as themselves', {}, shop, into('shop')],
    ['into the mapped namespace', { namespaceMapping: { shop: 'copy' } }, configMap, into('copy')],
    ['a mapped Namespace', { namespaceMapping: { shop: 'copy' } }, shop, into('copy')],
    ['one namespace', { includedNamespaces: ['shop'] }, configMap, into('shop')],
    ['not another one', { includedNamespaces: ['shop'] }, elsewhere, no],
    ['namespaces of a pattern', { includedNamespaces: ['ba*'] }, elsewhere, into('bank')],
    ['an excluded namespace never', { excludedNamespaces: ['shop'] }, configMap, no],
    ['not the Namespace either', { excludedNamespaces: ['shop'] }, shop, no],
    ['Namespaces of some namespaces', { includedNamespaces: ['shop'] }, shop, into('shop')],
    ['and no other Namespace', { includedNamespaces: ['shop'] }, bank, no],
    ['no cluster-scoped object with some namespaces', { includedNamespaces: ['shop'] }, role, no],
    ['unless asked', { includedNamespaces: ['shop'], includeClusterResources: true }, role, yes],
    ['a definition that is needed', { includedNamespaces: ['shop'] }, crd, ifNeeded],
    ['a volume that is needed', { includedNamespaces: ['shop'] }, volume, ifNeeded],
    ['none of them when told', { includeClusterResources: false }, crd, no],
    ['no Namespace when told', { includeClusterResources: false }, shop, no],
    ['a definition that is needed by a chosen kind', { includedResources: ['widgets'] }, crd, ifNeeded],
    ['but not an excluded one', { excludedResources: [crd.resource], includedNamespaces: ['shop'] }, crd, no],
    ['a kind by its short name', { includedResources: ['cm'] }, configMap, into('shop')],
    ['only the chosen kinds', { includedResources: ['deploy'] }, configMap, no],
    ['Namespaces only if chosen', { includedResources: ['cm'] }, shop, no],
    ['a kind that only the backup knows', { includedResources: ['widgets'] }, widget, into('shop')],
    ['not by half a word', { includedResources: ['widget'] }, widget, no],
    ['not an excluded kind', { excludedResources: ['widgets'] }, widget, no],
    ['never nodes', { includedResources: ['*'] }, { resource: 'nodes', name: 'n' }, no],
    ['never events', {}, { resource: 'events', namespace: 'shop', name: 'e' }, no],
    ['never backups', {}, { resource: 'backups.stowage.dev', namespace: 'shop', name: 'e' }, no],
  ])('%s', (_, spec, id, expected) => {
    expect(filterOf(spec)(id)).toEqual(expected);
  });
});

describe('a tenant restores', () => {
  test.each<[string, Partial<RestoreSpec>, ObjectId, object]>([
    ['into the own namespace', {}, configMap, into('shop')],
    ['nothing of others', {}, elsewhere, no],
    ['what is mapped to the own namespace', { namespaceMapping: { bank: 'shop' } }, elsewhere, into('shop')],
    ['nothing when it is mapped away', { namespaceMapping: { shop: 'bank' } }, configMap, no],
    ['no cluster-scoped object, even if asked', { includeClusterResources: true }, role, no],
    ['no definition', {}, crd, no],
    ['no volume', {}, volume, no],
    ['no Namespace, not even the own', {}, shop, no],
  ])('%s', (_, spec, id, expected) => {
    expect(filterOf(spec, 'shop')(id)).toEqual(expected);
  });
});

test('a plan counts by wave, and knows which definitions are needed', () => {
  const plan = new Plan(filterOf({ includedNamespaces: ['shop'], namespaceMapping: { shop: 'copy' } }));
  for (const id of [crd, otherCrd, shop, bank, configMap, elsewhere, widget]) plan.visit(id, 10);
  expect(plan.items).toBe(3);
  expect(plan.waves[waveOf('configmaps')]).toEqual({ items: 1, bytes: 10 });
  expect(plan.waves[waveOf(crd.resource)]).toEqual({ items: 2, bytes: 20 });
  expect([...plan.targets]).toEqual(['copy']);
  expect(plan.needsDefinition(crd)).toBe(true);
  expect(plan.needsDefinition(otherCrd)).toBe(false);
});

describe('the kinds of the cluster', () => {
  const kinds = new KindTable({
    resources: [kind('v1', ['create']), kind('v1beta1', ['create']), { ...kind('v1', ['list']), plural: 'readings' }],
    failed: [{ group: 'metrics.example.com', version: 'v1', message: 'its server does not answer' }],
  });

  test('a kind is found in the version of the object', () => {
    expect(kinds.find('widgets.example.com', 'example.com/v1beta1')).toMatchObject({ version: 'v1beta1' });
  });

  test.each([
    ['widgets.example.com', 'example.com/v2', 'NoSuchVersion', /v1, v1beta1 only/],
    ['gadgets.example.com', 'example.com/v1', 'NoSuchKind', /no gadgets.example.com/],
    ['readings.example.com', 'example.com/v1', 'NoSuchKind', /can be created/],
    ['loads.metrics.example.com', 'metrics.example.com/v1', 'GroupNotAnswering', /does not answer/],
  ])('%s as %s: %s', (name, apiVersion, missing, message) => {
    const found = kinds.find(name, apiVersion);
    expect(isMissing(found) && found).toMatchObject({ missing, message: expect.stringMatching(message) });
  });
});

function kind(version: string, verbs: string[]): ApiResource {
  const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: [], categories: [] };
  const group = 'example.com';
  return { group, version, preferred: true, ...names, namespaced: true, verbs, subresources: [] };
}
