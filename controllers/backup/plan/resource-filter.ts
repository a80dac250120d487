import type { BackupSpec } from '../../../api/v1alpha1/backup.ts';
import { compileNameFilter } from '../../selection/name-filter.ts';
import type { NameFilter } from '../../selection/name-filter.ts';

/** What the filters of a backup say about kinds, by group-resource. */
export interface ResourceFilter {
  /** Whether objects of the kind are collected. */
  collects: (name: string, namespaced: boolean) => boolean;
  /** Whether single objects of a kind that is not collected may come in because a collected object needs them. */
  admitsRelated: (name: string, namespaced: boolean) => boolean;
  /** Whether the definitions of collected custom resources come along, although definitions as such are not collected. */
  readonly admitsDefinitions: boolean;
  /** Whether the spec speaks of the kind by name: leaving it out is then a failure and not a skip. */
  names: (name: string) => boolean;
}

export type FilterFields = Pick<
  BackupSpec,
  | 'includedResources'
  | 'excludedResources'
  | 'includeClusterResources'
  | 'includedClusterScopedResources'
  | 'excludedClusterScopedResources'
  | 'includedNamespaceScopedResources'
  | 'excludedNamespaceScopedResources'
>;

export interface FilterScope {
  /** Every namespace is in the backup. Only then are cluster-scoped kinds collected by default. */
  everyNamespace: boolean;
  /** A tenant's backup never holds anything cluster-scoped. */
  tenant: boolean;
}

/** Whether the spec uses the four lists by scope instead of the two old ones. */
function usesScopedLists(spec: FilterFields): boolean {
  return (
    hasEntries(spec.includedClusterScopedResources, spec.excludedClusterScopedResources) ||
    hasEntries(spec.includedNamespaceScopedResources, spec.excludedNamespaceScopedResources)
  );
}

/** Compiles the filters. `resolve` turns what a user wrote into a group-resource. */
export function resourceFilter(
  spec: FilterFields,
  scope: FilterScope,
  resolve: (name: string) => string,
): ResourceFilter {
  const compile = (includes: readonly string[] = [], excludes: readonly string[] = []) =>
    compileNameFilter(includes.map(resolve), excludes.map(resolve));
  const filter = usesScopedLists(spec) ? scopedFilter(spec, scope, compile) : oldFilter(spec, scope, compile);
  if (!scope.tenant) return filter;
  return {
    names: filter.names,
    admitsDefinitions: false,
    collects: (name, namespaced) => namespaced && filter.collects(name, true),
    admitsRelated: (name, namespaced) => namespaced && filter.admitsRelated(name, true),
  };
}

type Compile = (includes?: readonly string[], excludes?: readonly string[]) => NameFilter;

/** Namespace objects are what the rest is restored into, so rules about cluster-scoped kinds do not concern them. */
const namespaces = 'namespaces';
export const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

function oldFilter(spec: FilterFields, scope: FilterScope, compile: Compile): ResourceFilter {
  const filter = compile(spec.includedResources, spec.excludedResources);
  const wanted = spec.includeClusterResources;
  const clusterScoped = wanted ?? scope.everyNamespace;
  return {
    names: filter.names,
    admitsDefinitions: wanted !== false && !filter.excludes(definitions),
    collects: (name, namespaced) => (namespaced || clusterScoped || name === namespaces) && filter.matches(name),
    admitsRelated: (name, namespaced) => (namespaced || wanted !== false) && filter.matches(name),
  };
}

function scopedFilter(spec: FilterFields, scope: FilterScope, compile: Compile): ResourceFilter {
  const inside = compile(spec.includedNamespaceScopedResources, spec.excludedNamespaceScopedResources);
  const cluster = compile(spec.includedClusterScopedResources, spec.excludedClusterScopedResources);
  const everyCluster =
    (spec.includedClusterScopedResources ?? []).includes('*') ||
    (!cluster.isSet && scope.everyNamespace && inside.everything);
  const collectsCluster = (name: string) =>
    !cluster.excludes(name) && (everyCluster || cluster.names(name) || name === namespaces);
  return {
    names: (name) => inside.names(name) || cluster.names(name),
    admitsDefinitions: !cluster.excludes(definitions),
    collects: (name, namespaced) => (namespaced ? inside.matches(name) : collectsCluster(name)),
    admitsRelated: (name, namespaced) => (namespaced ? inside.matches(name) : !cluster.excludes(name)),
  };
}

function hasEntries(...lists: (readonly string[] | undefined)[]): boolean {
  return lists.some((list) => (list ?? []).length > 0);
}
