import { duration, list, object, optional, text } from '../schema/build.ts';
import { limits } from './limits.ts';

/** The name of an object. */
export function objectName(description: string, rules: { minLength?: number } = {}) {
  return text(description, { ...rules, maxLength: limits.name });
}

/** The name of a namespace. */
export function namespaceName(description: string, rules: { minLength?: number } = {}) {
  return text(description, { ...rules, maxLength: limits.namespace });
}

/** Namespace and name of an object in another place. */
export function reference(description: string) {
  return object(description, {
    namespace: namespaceName('Namespace of the object.'),
    name: objectName('Name of the object.'),
  });
}

/** `spec.serviceAccountName` of Backup, Restore and Schedule. */
export function serviceAccountField(description: string) {
  return optional(objectName(description));
}

/** Why something went wrong and what to do about it. */
export function messageField(description: string) {
  return optional(text(description, { maxLength: limits.message }));
}

/** `status.validationErrors` of Backup, Restore and Schedule. */
export const validationErrors = optional(
  list(
    'What is wrong with the spec. Set in the phase FailedValidation.',
    text('One error, beginning with the field.', { maxLength: limits.message }),
    { maxItems: limits.validationErrors },
  ),
);

/** `spec.itemOperationTimeout` of Backup and Restore. */
export const itemOperationTimeout = optional(
  duration('How long an asynchronous operation on one object may take. Default: "4h0m0s".'),
);
