import type { BackupSpec } from '../v1alpha1/backup.ts';
import type { RestoreSpec } from '../v1alpha1/restore.ts';
import { oneStep, someStep } from '../v1alpha1/rules.ts';
import { durationField } from './durations.ts';
import { forbidden, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { includeExclude } from './lists.ts';
import { namespacePatterns } from './namespace-pattern.ts';
import { resourceNames } from './resource-names.ts';
import { labelSelectorErrors } from './selector.ts';

type BackupHook = NonNullable<NonNullable<BackupSpec['hooks']>['resources']>[number];
type RestoreHook = NonNullable<NonNullable<RestoreSpec['hooks']>['resources']>[number];
type PostHook = NonNullable<RestoreHook['postHooks']>[number];

/** The hooks of a backup. */
export function backupHooks(field: string, hooks: BackupSpec['hooks']): FieldError[] {
  return (hooks?.resources ?? []).flatMap((hook, at) => {
    const path = `${field}.resources[${at}]`;
    const steps = (['pre', 'post'] as const).flatMap((when) =>
      (hook[when] ?? []).flatMap(({ exec }, index) =>
        durationField(`${path}.${when}[${index}].exec.timeout`, exec.timeout, true),
      ),
    );
    return [...selection(path, hook), ...steps];
  });
}

/** The hooks of a restore. */
export function restoreHooks(field: string, hooks: RestoreSpec['hooks']): FieldError[] {
  return (hooks?.resources ?? []).flatMap((hook, at) => {
    const path = `${field}.resources[${at}]`;
    const steps = (hook.postHooks ?? []).flatMap((step, index) => postHook(`${path}.postHooks[${index}]`, step));
    return [...selection(path, hook), ...steps];
  });
}

function selection(path: string, hook: BackupHook | RestoreHook): FieldError[] {
  return [
    ...(hook.name === '' ? [required(`${path}.name`, 'the log names the hook by it')] : []),
    ...includeExclude({
      includes: hook.includedNamespaces,
      excludes: hook.excludedNamespaces,
      includesField: `${path}.includedNamespaces`,
      excludesField: `${path}.excludedNamespaces`,
    }),
    ...namespacePatterns(`${path}.includedNamespaces`, hook.includedNamespaces),
    ...namespacePatterns(`${path}.excludedNamespaces`, hook.excludedNamespaces),
    ...includeExclude({
      includes: hook.includedResources,
      excludes: hook.excludedResources,
      includesField: `${path}.includedResources`,
      excludesField: `${path}.excludedResources`,
    }),
    ...resourceNames(`${path}.includedResources`, hook.includedResources),
    ...resourceNames(`${path}.excludedResources`, hook.excludedResources),
    ...(hook.labelSelector ? labelSelectorErrors(`${path}.labelSelector`, hook.labelSelector) : []),
  ];
}

function postHook(path: string, step: PostHook): FieldError[] {
  return [
    ...(step.exec || step.init ? [] : [required(`${path}.exec`, someStep.message)]),
    ...(step.exec && step.init ? [forbidden(`${path}.init`, oneStep.message)] : []),
    ...durationField(`${path}.exec.execTimeout`, step.exec?.execTimeout, true),
    ...durationField(`${path}.exec.waitTimeout`, step.exec?.waitTimeout, true),
    ...durationField(`${path}.init.timeout`, step.init?.timeout, true),
    ...(step.init?.initContainers ?? []).flatMap((container, at) =>
      initContainer(`${path}.init.initContainers[${at}]`, container),
    ),
  ];
}

/** kube-apiserver checks the rest when the pod is created; without these three Velero refuses the restore as well. */
function initContainer(path: string, container: Record<string, unknown>): FieldError[] {
  return ['name', 'image', 'command'].flatMap((key) => {
    const value = container[key];
    const there =
      key === 'command' ? Array.isArray(value) && value.length > 0 : typeof value === 'string' && value !== '';
    return there ? [] : [required(`${path}.${key}`, 'an init container of a hook needs it')];
  });
}
