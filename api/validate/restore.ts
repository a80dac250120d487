import type { Restore, RestoreSpec } from '../v1alpha1/restore.ts';
import { storedKinds } from '../kinds.ts';
import { recordGroup } from '../groups.ts';
import { oneSource, someSource } from '../v1alpha1/rules.ts';
import { configMap } from './backup.ts';
import { durationField } from './durations.ts';
import { forbidden, invalidFor, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { restoreHooks } from './hooks.ts';
import { includeExclude } from './lists.ts';
import { namespaceNameFaults, objectName } from './names.ts';
import { restoreNotYet } from './not-yet.ts';
import { isPattern, namespacePatterns } from './namespace-pattern.ts';
import { resourceNames } from './resource-names.ts';
import { labelSelectors } from './selector.ts';
import { sortedEntries } from './sorted-entries.ts';
import { tenantRestore } from './tenant.ts';
import type { ScopeKnowledge } from './tenant.ts';

/**
 * Kinds that are never restored: they describe the moment, or belong to the tool. Velero refuses a restore that names one of them
 * (its list, `nonRestorableResources`); ours are the same, and every record.
 */
export const nonRestorable: readonly string[] = [
  'nodes',
  'events',
  'events.events.k8s.io',
  'backups.velero.io',
  'restores.velero.io',
  'resticrepositories.velero.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'backuprepositories.velero.io',
  'backups.stowage.dev',
  'restores.stowage.dev',
  ...storedKinds.map(({ record }) => `${record.plural}.${recordGroup}`),
];

/** All that is wrong with a Restore, as far as it shows without asking anybody. */
export function validateRestore(restore: Restore, knowledge: ScopeKnowledge = {}): FieldError[] {
  const { spec, metadata } = restore;
  return [
    ...source(spec),
    ...namespaces(spec),
    ...resources(spec),
    ...mapping(spec),
    ...labelSelectors('spec', spec),
    ...durationField('spec.itemOperationTimeout', spec.itemOperationTimeout),
    ...restoreHooks('spec.hooks', spec.hooks),
    ...configMap('spec.resourceModifier', spec.resourceModifier),
    ...configMap('spec.resourcePolicy', spec.resourcePolicy),
    ...restoreNotYet(spec),
    ...objectName('spec.serviceAccountName', spec.serviceAccountName),
    ...tenantRestore({ namespace: metadata.namespace ?? '', spec, knowledge }),
  ];
}

function source(spec: RestoreSpec): FieldError[] {
  const { backupName = '', scheduleName = '' } = spec;
  const names = [...objectName('spec.backupName', backupName), ...objectName('spec.scheduleName', scheduleName)];
  if (backupName === '' && scheduleName === '') return [required('spec.backupName', someSource.message)];
  if (backupName === '' || scheduleName === '') return names;
  return [...names, forbidden('spec.scheduleName', oneSource.message)];
}

function namespaces(spec: RestoreSpec): FieldError[] {
  return [
    ...includeExclude({
      includes: spec.includedNamespaces,
      excludes: spec.excludedNamespaces,
      includesField: 'spec.includedNamespaces',
      excludesField: 'spec.excludedNamespaces',
    }),
    ...namespacePatterns('spec.includedNamespaces', spec.includedNamespaces),
    ...namespacePatterns('spec.excludedNamespaces', spec.excludedNamespaces),
  ];
}

function resources(spec: RestoreSpec): FieldError[] {
  const never = (spec.includedResources ?? []).flatMap((name, at) =>
    nonRestorable.includes(name) ? [forbidden(`spec.includedResources[${at}]`, `${name} are never restored`)] : [],
  );
  const { restoreStatus } = spec;
  return [
    ...never,
    ...resourceNames('spec.includedResources', spec.includedResources),
    ...resourceNames('spec.excludedResources', spec.excludedResources),
    ...resourceNames('spec.restoreStatus.includedResources', restoreStatus?.includedResources),
    ...resourceNames('spec.restoreStatus.excludedResources', restoreStatus?.excludedResources),
    ...includeExclude({
      includes: spec.includedResources,
      excludes: spec.excludedResources,
      includesField: 'spec.includedResources',
      excludesField: 'spec.excludedResources',
    }),
    ...includeExclude({
      includes: restoreStatus?.includedResources,
      excludes: restoreStatus?.excludedResources,
      includesField: 'spec.restoreStatus.includedResources',
      excludesField: 'spec.restoreStatus.excludedResources',
    }),
  ];
}

function mapping(spec: RestoreSpec): FieldError[] {
  const field = 'spec.namespaceMapping';
  return sortedEntries(spec.namespaceMapping).flatMap(([from, to]) => [
    ...invalidFor(field, from, plainNamespaceFaults(from)),
    ...invalidFor(`${field}[${from}]`, to, plainNamespaceFaults(to)),
  ]);
}

function plainNamespaceFaults(name: string): string[] {
  if (isPattern(name)) return ['must be the name of a namespace; patterns are not possible here'];
  return namespaceNameFaults(name);
}
