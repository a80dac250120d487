import type { Backup } from '../v1alpha1/backup.ts';
import type { BackupTemplate } from '../v1alpha1/schedule.ts';
import { durationField } from './durations.ts';
import { forbidden, invalid, invalidFor, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { backupHooks } from './hooks.ts';
import { includeExclude } from './lists.ts';
import type { ListPair } from './lists.ts';
import { labelKeyFaults, objectName } from './names.ts';
import { backupNotYet } from './not-yet.ts';
import { namespacePatterns } from './namespace-pattern.ts';
import { resourceName, resourceNames } from './resource-names.ts';
import { labelErrors, labelSelectors } from './selector.ts';
import { sortedEntries } from './sorted-entries.ts';
import { tenantBackup } from './tenant.ts';
import type { ScopeKnowledge } from './tenant.ts';

/** All that is wrong with a Backup, as far as it shows without asking anybody. */
export function validateBackup(backup: Backup, knowledge: ScopeKnowledge = {}): FieldError[] {
  return [
    ...backupTemplateErrors('spec', backup.spec),
    ...backupNotYet('spec', backup.spec),
    ...objectName('spec.serviceAccountName', backup.spec.serviceAccountName),
    ...tenantBackup({ field: 'spec', namespace: backup.metadata.namespace ?? '', spec: backup.spec, knowledge }),
  ];
}

/** The part that a Backup and the template of a Schedule have in common. `field` is the path of the spec. */
export function backupTemplateErrors(field: string, spec: BackupTemplate): FieldError[] {
  return [
    ...labelErrors(`${field}.metadata.labels`, spec.metadata?.labels),
    ...namespaces(field, spec),
    ...resources(field, spec),
    ...labelSelectors(field, spec),
    ...durationField(`${field}.ttl`, spec.ttl),
    ...labelKey(`${field}.volumeGroupSnapshotLabelKey`, spec.volumeGroupSnapshotLabelKey),
    ...(spec.volumeSnapshotLocations ?? []).flatMap((name, at) =>
      objectName(`${field}.volumeSnapshotLocations[${at}]`, name),
    ),
    ...durationField(`${field}.csiSnapshotTimeout`, spec.csiSnapshotTimeout),
    ...durationField(`${field}.itemOperationTimeout`, spec.itemOperationTimeout),
    ...objectName(`${field}.storageLocation`, spec.storageLocation),
    ...backupHooks(`${field}.hooks`, spec.hooks),
    ...configMap(`${field}.resourcePolicy`, spec.resourcePolicy),
  ];
}

/** A reference in Velero's form that can only mean a ConfigMap. */
export function configMap(field: string, reference: BackupTemplate['resourcePolicy']): FieldError[] {
  if (reference === undefined) return [];
  if (reference.kind === '') return [required(`${field}.kind`, 'must be ConfigMap')];
  if (reference.kind.toLowerCase() !== 'configmap')
    return [notSupported(`${field}.kind`, reference.kind, ['ConfigMap'])];
  return objectName(`${field}.name`, reference.name);
}

function namespaces(field: string, spec: BackupTemplate): FieldError[] {
  return [
    ...includeExclude({
      includes: spec.includedNamespaces,
      excludes: spec.excludedNamespaces,
      includesField: `${field}.includedNamespaces`,
      excludesField: `${field}.excludedNamespaces`,
    }),
    ...namespacePatterns(`${field}.includedNamespaces`, spec.includedNamespaces),
    ...namespacePatterns(`${field}.excludedNamespaces`, spec.excludedNamespaces),
  ];
}

function labelKey(field: string, key: string | undefined): FieldError[] {
  return key === undefined || key === '' ? [] : invalidFor(field, key, labelKeyFaults(key));
}

const scoped = [
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
] as const;

function resources(field: string, spec: BackupTemplate): FieldError[] {
  return [
    ...mixedLists(field, spec),
    ...includeExclude(listPair(field, spec, 'Resources')),
    ...includeExclude(listPair(field, spec, 'ClusterScopedResources'), true),
    ...includeExclude(listPair(field, spec, 'NamespaceScopedResources'), true),
    ...(['includedResources', 'excludedResources', ...scoped] as const).flatMap((name) =>
      resourceNames(`${field}.${name}`, spec[name]),
    ),
    ...orderedResources(`${field}.orderedResources`, spec),
  ];
}

function mixedLists(field: string, spec: BackupTemplate): FieldError[] {
  const unscoped =
    spec.includeClusterResources !== undefined ||
    (spec.includedResources ?? []).length > 0 ||
    (spec.excludedResources ?? []).length > 0;
  const mixed = unscoped ? scoped.filter((name) => (spec[name] ?? []).length > 0) : [];
  const others = 'includedResources, excludedResources or includeClusterResources';
  return mixed.map((name) => forbidden(`${field}.${name}`, `cannot be used together with ${others}`));
}

function listPair(
  field: string,
  spec: BackupTemplate,
  of: 'Resources' | 'ClusterScopedResources' | 'NamespaceScopedResources',
): ListPair {
  return {
    includes: spec[`included${of}`],
    excludes: spec[`excluded${of}`],
    includesField: `${field}.included${of}`,
    excludesField: `${field}.excluded${of}`,
  };
}

function orderedResources(field: string, spec: BackupTemplate): FieldError[] {
  const detail = 'must be names separated by commas, as name or namespace/name';
  return sortedEntries(spec.orderedResources).flatMap(([resource, order]) => [
    ...(resource === '*' ? [invalid(field, resource, 'must be the name of one kind')] : []),
    ...resourceName(field, resource, resource),
    ...(isOrder(order) ? [] : [invalid(`${field}[${resource}]`, order, detail)]),
  ]);
}

function isOrder(order: string): boolean {
  return order.split(',').every((name) => /^[^/\s]+(\/[^/\s]+)?$/.test(name.trim()));
}
