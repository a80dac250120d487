import type { LabelSelector } from '../../api/meta/label-selector.ts';
import type { BackupTemplate } from '../../api/v1alpha1/schedule.ts';
import type { RestoreSpec } from '../../api/v1alpha1/restore.ts';
import type { Description } from './description.ts';

/** The sections about what a backup takes: Velero's, in Velero's order. */
export function describeBackupSpec(out: Description, spec: BackupTemplate): void {
  describeNamespaces(out, spec);
  out.section('Resources', () => {
    if (usesScopedLists(spec)) describeScopedLists(out, spec);
    else describeResourceLists(out, spec);
  });
  describeSelectors(out, spec);
  out.blank();
  out.field('Storage Location', spec.storageLocation);
  out.blank();
  out.field('Velero-Native Snapshot PVs', threeWay(spec.snapshotVolumes));
  out.field('File System Backup (Default)', threeWay(spec.defaultVolumesToFsBackup));
  out.field('Snapshot Move Data', threeWay(spec.snapshotMoveData));
  out.field('Data Mover', spec.datamover ?? '<built-in>');
  out.blank();
  out.field('TTL', spec.ttl);
  out.field('CSISnapshotTimeout', spec.csiSnapshotTimeout);
  out.field('ItemOperationTimeout', spec.itemOperationTimeout);
  out.optionalField('On Forbidden', spec.onForbidden);
  out.optionalField('Resource Policies', spec.resourcePolicy?.name);
  out.blank();
  describeHooks(out, spec.hooks?.resources);
  describeOrder(out, spec.orderedResources);
}

/** Included and excluded namespaces and kinds of a restore. */
export function describeRestoreFilters(out: Description, spec: RestoreSpec): void {
  describeNamespaces(out, spec, 'all namespaces found in the backup');
  out.section('Resources', () => describeResourceLists(out, spec));
  out.blank();
  out.pairs('Namespace mappings', spec.namespaceMapping);
  describeSelectors(out, spec);
}

interface ResourceLists {
  includedResources?: string[];
  excludedResources?: string[];
  includeClusterResources?: boolean;
}

function describeNamespaces(
  out: Description,
  spec: { includedNamespaces?: string[]; excludedNamespaces?: string[] },
  all = '*',
): void {
  out.section('Namespaces', () => {
    out.field('Included', spec.includedNamespaces ?? all);
    out.field('Excluded', spec.excludedNamespaces);
  });
}

function describeResourceLists(out: Description, spec: ResourceLists): void {
  out.field('Included', spec.includedResources ?? '*');
  out.field('Excluded', spec.excludedResources);
  out.field('Cluster-scoped', threeWay(spec.includeClusterResources, ['included', 'excluded']));
}

const scopedLists = [
  ['Included cluster-scoped', 'includedClusterScopedResources'],
  ['Excluded cluster-scoped', 'excludedClusterScopedResources'],
  ['Included namespace-scoped', 'includedNamespaceScopedResources'],
  ['Excluded namespace-scoped', 'excludedNamespaceScopedResources'],
] as const;

function usesScopedLists(spec: BackupTemplate): boolean {
  return scopedLists.some(([, field]) => spec[field] !== undefined);
}

function describeScopedLists(out: Description, spec: BackupTemplate): void {
  for (const [name, field] of scopedLists) out.field(name, spec[field]);
}

function describeSelectors(
  out: Description,
  spec: { labelSelector?: LabelSelector; orLabelSelectors?: LabelSelector[] },
): void {
  out.blank();
  out.field('Label selector', spec.labelSelector && selectorText(spec.labelSelector));
  out.field('Or label selector', spec.orLabelSelectors?.map(selectorText).join(' or '));
}

/** The selector in kubectl's syntax: `a=b,c in (d,e),!f`. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}

/** A field that is true, false or left to the server. */
export function threeWay(value: boolean | undefined, [yes, no]: readonly [string, string] = ['true', 'false']): string {
  if (value === undefined) return 'auto';
  return value ? yes : no;
}

type Hooks = NonNullable<NonNullable<BackupTemplate['hooks']>['resources']>;

function describeHooks(out: Description, hooks: Hooks | undefined): void {
  if (!hooks || hooks.length === 0) return out.field('Hooks', undefined);
  out.section('Hooks', () => {
    for (const hook of hooks) {
      out.section(hook.name, () => {
        out.field('Namespaces', hook.includedNamespaces ?? '*');
        out.field('Pre Exec Hook', hook.pre?.map(({ exec }) => exec.command.join(' ')).join('\n'));
        out.field('Post Exec Hook', hook.post?.map(({ exec }) => exec.command.join(' ')).join('\n'));
      });
    }
  });
}

function describeOrder(out: Description, order: Record<string, string> | undefined): void {
  if (!order) return;
  out.section('OrderedResources', () => {
    for (const [kind, names] of Object.entries(order)) out.field(kind, names);
  });
}
