import { servedGroup } from '../groups.ts';
import type { Status } from '../meta/status.ts';
import { fieldErrorBody, fieldErrorText } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/**
 * The 422 that answers an object with these errors, as kube-apiserver words it.
 *
 * @param kind the Kind, as in `Backup`
 * @param name name of the object, empty if it has none yet
 */
export function toStatus(kind: string, name: string, errors: readonly FieldError[]): Status {
  const texts = [...new Set(errors.map(fieldErrorText))];
  const all = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${kind}.${servedGroup} "${name}" is invalid: ${all}`,
    reason: 'Invalid',
    details: {
      name,
      group: servedGroup,
      kind,
      causes: errors.map((error) => ({
        reason: `FieldValue${error.type}`,
        message: fieldErrorBody(error),
        field: error.field,
      })),
    },
    code: 422,
  };
}
