import type { BackupSpec } from '../../../api/v1alpha1/backup.ts';
import { isGlob } from '../../../kube/discovery/glob.ts';
import { compileNameFilter, expandNames } from '../../selection/name-filter.ts';

/** The namespaces that a backup covers, decided once at its start. */
export interface NamespaceScope {
  /** Every namespace is in, also those that come into being while the backup runs. */
  everything: boolean;
  /** Whether objects of this namespace are in. */
  includes: (namespace: string) => boolean;
  /** Those to list one by one, or undefined when one list over the cluster is better. */
  toList: readonly string[] | undefined;
  /** Include patterns that match no namespace. */
  unmatched: readonly string[];
  /** Included by their plain name, but not there. */
  absent: readonly string[];
}

export interface ExistingNamespace {
  name: string;
  /** Labelled `velero.io/exclude-from-backup=true`. */
  excluded: boolean;
}

type NamespaceFields = Pick<BackupSpec, 'includedNamespaces' | 'excludedNamespaces'>;

/** A backup in a tenant's namespace covers that one. */
export function tenantScope(namespace: string): NamespaceScope {
  return {
    everything: false,
    includes: (name) => name === namespace,
    toList: [namespace],
    unmatched: [],
    absent: [],
  };
}

/** A backup in the system namespace: its lists, against the namespaces that there are. */
export function namespaceScope(spec: NamespaceFields, existing: readonly ExistingNamespace[]): NamespaceScope {
  const names = existing.map(({ name }) => name);
  const marked = existing.filter(({ excluded }) => excluded).map(({ name }) => name);
  const written = spec.includedNamespaces ?? [];
  const all = written.length === 0 || written.includes('*');
  const excluded = compileNameFilter([], [...(spec.excludedNamespaces ?? []), ...marked]);
  const included = all ? names : expandNames(written, names);
  const kept = included.filter((name) => !excluded.excludes(name));
  const chosen = new Set(kept);
  return {
    everything: all && !names.some((name) => excluded.excludes(name)) && (spec.excludedNamespaces ?? []).length === 0,
    includes: (name) => (all ? !excluded.excludes(name) : chosen.has(name)),
    toList: all || isMost(kept.length, names.length) ? undefined : kept,
    unmatched: written.filter((entry) => entry !== '*' && isGlob(entry) && expandNames([entry], names).length === 0),
    absent: written.filter((entry) => !isGlob(entry) && !names.includes(entry)),
  };
}

/** One list over the cluster costs less than many lists as soon as most of what it brings is wanted. */
function isMost(part: number, whole: number): boolean {
  return part > 4 && part * 2 > whole;
}
