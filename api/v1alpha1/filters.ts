import { labelSelector } from '../meta/label-selector.ts';
import { flag, list, object, optional, text } from '../schema/build.ts';
import { objectName } from './fields.ts';
import { limits } from './limits.ts';

/** An include or exclude list of names. */
export function names(description: string) {
  return optional(
    list(description, text('A name, or a pattern where the list takes one.', { maxLength: 317 }), {
      maxItems: limits.filter,
    }),
  );
}

/** The selection of objects by label. The two fields exclude one another. */
export const selectors = {
  labelSelector: optional(
    labelSelector('Only objects with these labels. Default: all. Cannot be used together with orLabelSelectors.'),
  ),
  orLabelSelectors: optional(
    list(
      'Only objects that at least one of these selectors selects. Cannot be used together with labelSelector.',
      labelSelector('One of the alternatives.'),
      { maxItems: limits.selectors },
    ),
  ),
};

/** The part of a hook that says which pods it is for. */
export const hookSelection = {
  name: text('Name of the hook, for the log.', { maxLength: limits.name }),
  includedNamespaces: names('Namespaces that the hook is for. Default: all that the run covers.'),
  excludedNamespaces: names('Namespaces that the hook is not for.'),
  includedResources: names(
    'Kinds that the hook is for. Hooks run in pods, so anything but pods selects nothing. Default: pods.',
  ),
  excludedResources: names('Kinds that the hook is not for.'),
  labelSelector: optional(labelSelector('Only pods with these labels. Default: all.')),
};

/** The command of a hook that is executed in a container, without its time limits (they differ in name). */
export const execFields = {
  container: optional(
    text('Container in which the command runs. Default: the first container of the pod.', {
      maxLength: limits.namespace,
    }),
  ),
  command: list(
    'The program and its arguments. There is no shell: name one, as in ["/bin/sh", "-c", "..."], if it is needed.',
    text('The program, or one argument.', { maxLength: 32768 }),
    { minItems: 1, maxItems: 128 },
  ),
};

/** A reference to a ConfigMap of the same namespace, in the form that Velero uses. */
export function configMapReference(description: string) {
  return optional(
    object(
      description,
      {
        apiGroup: optional(text('Leave empty: ConfigMaps are in the core group.', { maxLength: limits.name })),
        kind: text('ConfigMap, in any case.', { maxLength: 63 }),
        name: objectName('Name of the ConfigMap. It holds exactly one key.', { minLength: 1 }),
      },
      { atomic: true },
    ),
  );
}

/** A key of a Secret in the same namespace. */
export function secretKey(description: string) {
  return optional(
    object(
      description,
      {
        name: objectName('Name of the Secret.', { minLength: 1 }),
        key: text('Key inside the Secret.', { minLength: 1, maxLength: limits.name }),
        optional: optional(flag('Kubernetes has this field here; it is ignored, a missing Secret is an error.')),
      },
      { atomic: true },
    ),
  );
}
