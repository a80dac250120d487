import type { Backup } from '../v1alpha1/backup.ts';
import type { BackupTemplate } from '../v1alpha1/schedule.ts';
import { durationField } from './durations.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { backupHooks } from './hooks.ts';
import { includeExclude } from './lists.ts';
import { objectName } from './names.ts';
import { backupNotYet } from './not-yet.ts';
import { namespacePatterns } from './namespace-pattern.ts';
import { labelSelectors } from './selector.ts';
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
    ...namespaces(field, spec),
    ...resources(field, spec),
    ...labelSelectors(field, spec),
    ...durationField(`${field}.ttl`, spec.ttl),
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

const scoped = [
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
] as const;

function resources(field: string, spec: BackupTemplate): FieldError[] {
  const unscoped =
    spec.includeClusterResources !== undefined ||
    (spec.includedResources ?? []).length > 0 ||
    (spec.excludedResources ?? []).length > 0;
  const mixed = unscoped ? scoped.filter((name) => (spec[name] ?? []).length > 0) : [];
  return [
    ...mixed.map((name) =>
      forbidden(
        `${field}.${name}`,
        'cannot be used together with includedResources, excludedResources or includeClusterResources',
      ),
    ),
    ...includeExclude({
      includes: spec.includedResources,
      excludes: spec.excludedResources,
      includesField: `${field}.includedResources`,
      excludesField: `${field}.excludedResources`,
    }),
    ...(['Cluster', 'Namespace'] as const).flatMap((scope) => scopedResources(field, spec, scope)),
    ...orderedResources(field, spec),
  ];
}

function scopedResources(field: string, spec: BackupTemplate, scope: 'Cluster' | 'Namespace'): FieldError[] {
  return includeExclude(
    {
      includes: spec[`included${scope}ScopedResources`],
      excludes: spec[`excluded${scope}ScopedResources`],
      includesField: `${field}.included${scope}ScopedResources`,
      excludesField: `${field}.excluded${scope}ScopedResources`,
    },
    true,
  );
}

function orderedResources(field: string, spec: BackupTemplate): FieldError[] {
  return Object.entries(spec.orderedResources ?? {}).flatMap(([resource, order]) =>
    order.split(',').every((name) => /^[^/]+(\/[^/]+)?$/.test(name.trim()))
      ? []
      : [
          invalid(
            `${field}.orderedResources[${resource}]`,
            order,
            'must be names separated by commas, as name or namespace/name',
          ),
        ],
  );
}
