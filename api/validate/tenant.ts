import { systemNamespace } from '../groups.ts';
import type { RestoreSpec } from '../v1alpha1/restore.ts';
import type { BackupTemplate } from '../v1alpha1/schedule.ts';
import { forbidden } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/** What the caller knows about the cluster. Without it the names of kinds are not judged by their scope. */
export interface ScopeKnowledge {
  /** Whether the cluster has a kind of this name, as in a filter, that is cluster-scoped. */
  isClusterScoped?: (resource: string) => boolean;
}

/** Whether objects of this namespace are confined to it. Only the system namespace reaches others. */
export function isTenant(namespace: string): boolean {
  return namespace !== systemNamespace;
}

/** The rules of a backup outside the system namespace: its own namespace, and nothing cluster-scoped. */
export function tenantBackup(of: {
  field: string;
  namespace: string;
  spec: BackupTemplate;
  knowledge: ScopeKnowledge;
}): FieldError[] {
  const { field, namespace, spec } = of;
  if (!isTenant(namespace)) return [];
  const others = (spec.includedNamespaces ?? []).flatMap((name, at) =>
    name === namespace ? [] : [forbidden(`${field}.includedNamespaces[${at}]`, onlyOwn(namespace))],
  );
  const clusterLists = (spec.includedClusterScopedResources ?? []).length > 0;
  return [
    ...others,
    ...clusterWide(`${field}.includeClusterResources`, spec.includeClusterResources),
    ...(clusterLists ? [forbidden(`${field}.includedClusterScopedResources`, noClusterScope)] : []),
    ...clusterKinds(`${field}.includedResources`, spec.includedResources, of.knowledge),
  ];
}

/** The rules of a restore outside the system namespace: it writes into its own namespace, and nothing cluster-scoped. */
export function tenantRestore(of: { namespace: string; spec: RestoreSpec; knowledge: ScopeKnowledge }): FieldError[] {
  const { namespace, spec } = of;
  if (!isTenant(namespace)) return [];
  const mapping = spec.namespaceMapping ?? {};
  const elsewhere = Object.entries(mapping).flatMap(([from, to]) =>
    to === namespace
      ? []
      : [
          forbidden(
            `spec.namespaceMapping[${from}]`,
            `a restore in the namespace ${namespace} writes into that namespace only`,
          ),
        ],
  );
  const unmapped = (spec.includedNamespaces ?? []).flatMap((name, at) =>
    name === namespace || name === '*' || Object.hasOwn(mapping, name)
      ? []
      : [
          forbidden(
            `spec.includedNamespaces[${at}]`,
            `map it to ${namespace} in spec.namespaceMapping: nothing else can be written from here`,
          ),
        ],
  );
  return [
    ...elsewhere,
    ...unmapped,
    ...clusterWide('spec.includeClusterResources', spec.includeClusterResources),
    ...clusterKinds('spec.includedResources', spec.includedResources, of.knowledge),
  ];
}

const noClusterScope = `cluster-scoped objects are for backups and restores in ${systemNamespace}`;

function onlyOwn(namespace: string): string {
  return `a backup in the namespace ${namespace} covers that namespace only; others are for backups in ${systemNamespace}`;
}

function clusterWide(field: string, value: boolean | undefined): FieldError[] {
  return value === true ? [forbidden(field, noClusterScope)] : [];
}

function clusterKinds(field: string, names: readonly string[] | undefined, knowledge: ScopeKnowledge): FieldError[] {
  return (names ?? []).flatMap((name, at) =>
    knowledge.isClusterScoped?.(name)
      ? [forbidden(`${field}[${at}]`, `${name} is cluster-scoped; ${noClusterScope}`)]
      : [],
  );
}
