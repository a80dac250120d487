import type { BackupTemplate } from '../../../api/v1alpha1/schedule.ts';
import type { RestoreSpec } from '../../../api/v1alpha1/restore.ts';

/** A name of a kind, or a pattern of such, and the field in which it stands. */
export interface NamedKind {
  field: string;
  name: string;
  /** Whether the kind is backed up or restored because of it; one that is left out needs no advice on that. */
  use: 'backup' | 'restore' | 'leave out';
  /** The scope that kinds in this field have. */
  scope?: 'cluster' | 'namespace';
}

/** All names of kinds in the spec of a Backup or the template of a Schedule. `field` is its path. */
export function kindsInBackup(field: string, spec: BackupTemplate): NamedKind[] {
  return [
    ...listed(`${field}.includedResources`, spec.includedResources, { use: 'backup' }),
    ...listed(`${field}.excludedResources`, spec.excludedResources, { use: 'leave out' }),
    ...scoped(field, spec, 'Cluster'),
    ...scoped(field, spec, 'Namespace'),
    ...Object.keys(spec.orderedResources ?? {}).map((name): NamedKind => ({
      field: `${field}.orderedResources[${name}]`,
      name,
      use: 'backup',
    })),
  ];
}

/** All names of kinds in the spec of a Restore. */
export function kindsInRestore({ includedResources, excludedResources, restoreStatus }: RestoreSpec): NamedKind[] {
  return [
    ...listed('spec.includedResources', includedResources, { use: 'restore' }),
    ...listed('spec.excludedResources', excludedResources, { use: 'leave out' }),
    ...listed('spec.restoreStatus.includedResources', restoreStatus?.includedResources, { use: 'restore' }),
    ...listed('spec.restoreStatus.excludedResources', restoreStatus?.excludedResources, { use: 'leave out' }),
  ];
}

function scoped(field: string, spec: BackupTemplate, word: 'Cluster' | 'Namespace'): NamedKind[] {
  const scope = word === 'Cluster' ? 'cluster' : 'namespace';
  const [included, excluded] = [`included${word}ScopedResources`, `excluded${word}ScopedResources`] as const;
  return [
    ...listed(`${field}.${included}`, spec[included], { use: 'backup', scope }),
    ...listed(`${field}.${excluded}`, spec[excluded], { use: 'leave out', scope }),
  ];
}

function listed(
  field: string,
  names: readonly string[] | undefined,
  of: Pick<NamedKind, 'use' | 'scope'>,
): NamedKind[] {
  return (names ?? []).flatMap((name, at) => (name === '*' ? [] : [{ field: `${field}[${at}]`, name, ...of }]));
}
