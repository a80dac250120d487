import { servedGroup } from '../groups.ts';
import { goQuoted } from '../meta/go-text.ts';
import type { Status, StatusCause } from '../meta/status.ts';
import { fieldErrorBody } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/**
 * The 422 that answers an object with these causes, as kube-apiserver words it: all at once, each text of the message once.
 *
 * @param kind the Kind, as in `Backup`
 * @param name name of the object, empty if it has none yet
 */
export function invalidStatus(kind: string, name: string, causes: readonly StatusCause[]): Status {
  const texts = [...new Set(causes.map(({ field = '', message = '' }) => `${field}: ${message}`))];
  const all = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${kind}.${servedGroup} ${goQuoted(name)} is invalid: ${all}`,
    reason: 'Invalid',
    details: { name, group: servedGroup, kind, causes: [...causes] },
    code: 422,
  };
}

/** Errors as the causes of a Status. */
export function causesOf(errors: readonly FieldError[]): StatusCause[] {
  return errors.map((error) => ({
    reason: `FieldValue${error.type}`,
    message: fieldErrorBody(error),
    field: error.field,
  }));
}

/**
 * Our causes together with those of kube-apiserver, which judges the record by the same schema and by its CEL rules: what both say is said
 * once.
 */
export function mergedCauses(ours: readonly StatusCause[], theirs: readonly StatusCause[]): StatusCause[] {
  return [...ours, ...theirs.filter((cause) => !ours.some((own) => says(own, cause)))];
}

/** A CEL rule has the text of ours but knows the type of the value only: `Invalid value: "object": ...`. */
const celValue = /^Invalid value: "(?:object|array|string|integer|boolean)": /;

function says(own: StatusCause, cause: StatusCause): boolean {
  if (own.field !== cause.field) return false;
  const { message = '' } = cause;
  if (own.message === message) return true;
  return celValue.test(message) && own.message?.endsWith(`: ${message.replace(celValue, '')}`) === true;
}
