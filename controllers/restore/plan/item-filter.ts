import { nonRestorable } from '../../../api/validate/restore.ts';
import type { RestoreSpec } from '../../../api/v1alpha1/restore.ts';
import type { ObjectId } from '../../../bucket/archive/entry.ts';
import type { NamespaceMap } from './namespace-map.ts';
import { resourceFilter } from './resource-lists.ts';

/**
 * What a restore does with an object of the archive, by its place in it: `no`, `yes` (into a namespace, or cluster-scoped when there is none), or `ifNeeded`: a
 * cluster-scoped object that comes along only when something that is restored needs it.
 */
export interface Judgement {
  take: 'no' | 'yes' | 'ifNeeded';
  namespace: string | undefined;
}

/** Judges by the spec alone: what a kind is in this cluster, and what is in the object, is looked at later. */
export type ItemFilter = (id: ObjectId) => Judgement;

export interface ItemFilterOptions {
  spec: Pick<RestoreSpec, 'includedResources' | 'excludedResources' | 'includeClusterResources'>;
  namespaces: NamespaceMap;
  /** Confined to one namespace: nothing cluster-scoped, Namespaces included. */
  tenant: boolean;
  /** What a user wrote, as a group-resource of this cluster. */
  resolve: (name: string) => string;
}

export const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
const volumes = 'persistentvolumes';
const namespaceObjects = 'namespaces';

/** Cluster-scoped kinds that objects of a namespace cannot do without. */
const neededKinds: ReadonlySet<string> = new Set([definitions, volumes]);
const never: ReadonlySet<string> = new Set(nonRestorable);

const no: Judgement = { take: 'no', namespace: undefined };

/** Makes the filter of a spec. */
export function itemFilter({ spec, namespaces, tenant, resolve }: ItemFilterOptions): ItemFilter {
  const resources = resourceFilter(spec, resolve);
  const wanted = spec.includeClusterResources;
  const inNamespace = (source: string): Judgement => {
    const namespace = namespaces.target(source);
    return namespace === undefined ? no : { take: 'yes', namespace };
  };
  const clusterScoped = ({ resource, name }: ObjectId): Judgement => {
    if (tenant || wanted === false) return no;
    if (resource === namespaceObjects && resources.matches(resource)) return inNamespace(name);
    const taken = (wanted ?? namespaces.everything) && resources.matches(resource);
    if (taken) return { take: 'yes', namespace: undefined };
    const needed = neededKinds.has(resource) && !resources.excludes(resource);
    return needed ? { take: 'ifNeeded', namespace: undefined } : no;
  };
  return (id) => {
    if (never.has(id.resource)) return no;
    if (id.namespace === undefined) return clusterScoped(id);
    return resources.matches(id.resource) ? inNamespace(id.namespace) : no;
  };
}
