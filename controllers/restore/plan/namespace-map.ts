import type { RestoreSpec } from '../../../api/v1alpha1/restore.ts';
import { compileNameFilter } from '../../selection/name-filter.ts';

/** Which namespaces of a backup are restored, and as what. */
export interface NamespaceMap {
  /** The namespace that one of the backup is restored into; undefined when it is not restored. */
  target: (source: string) => string | undefined;
  /** What a namespace is called after the restore, whether it is restored or not: for references inside of objects. */
  rename: (source: string) => string;
  /** No namespace is left out. Only then are cluster-scoped objects restored by default. */
  everything: boolean;
}

type NamespaceFields = Pick<RestoreSpec, 'includedNamespaces' | 'excludedNamespaces' | 'namespaceMapping'>;

/**
 * Compiles the lists and the mapping.
 *
 * @param confinedTo the namespace of a tenant's restore: whatever the lists say, nothing is restored into another one.
 */
export function namespaceMap(spec: NamespaceFields, confinedTo: string | undefined): NamespaceMap {
  const filter = compileNameFilter(spec.includedNamespaces, spec.excludedNamespaces);
  const mapping = new Map(Object.entries(spec.namespaceMapping ?? {}));
  const rename = (source: string) => mapping.get(source) ?? source;
  const target = (source: string) => {
    const to = rename(source);
    if (!filter.matches(source) || (confinedTo !== undefined && to !== confinedTo)) return undefined;
    return to;
  };
  return { target, rename, everything: confinedTo === undefined && filter.everything };
}
