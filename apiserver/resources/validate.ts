import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { StatusCause } from '../../api/meta/status.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import type { StoredKind } from '../../api/kinds.ts';
import { fieldErrorBody } from '../../api/validate/field-error.ts';
import type { FieldError } from '../../api/validate/field-error.ts';
import { validate } from '../../api/validate/validate.ts';
import { isObject } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';

/** What our own rules say of an object that is about to be written. */
export interface Validation {
  /** False when types or required fields are wrong: kube-apiserver, which has the same schema, has better words for it than `errors`. */
  fits: boolean;
  errors: FieldError[];
}

/** Makes the validator of a kind: first the schema, and over what fits it the rules of api/validate. */
export function createValidator(kind: StoredKind): (object: JsonObject, namespace: string) => Validation {
  const fits: ValidateFunction = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(kind.spec);
  return (object, namespace) => {
    const spec = withoutNulls(object['spec'] ?? kind.spec.default);
    if (!fits(spec)) return { fits: false, errors: schemaErrors(fits.errors ?? []) };
    const metadata = isObject(object['metadata']) ? object['metadata'] : {};
    const judged = { ...object, metadata: { ...metadata, namespace }, spec } as unknown as KubeObject;
    return { fits: true, errors: validate(kind.kind, judged) };
  };
}

/** The causes of a 422, as kube-apiserver words them. */
export function causesOf(errors: readonly FieldError[]): StatusCause[] {
  return errors.map((error) => ({
    reason: `FieldValue${error.type}`,
    message: fieldErrorBody(error),
    field: error.field,
  }));
}

function schemaErrors(errors: readonly ErrorObject[]): FieldError[] {
  return errors.map(({ instancePath, message }) => ({
    field: `spec${instancePath.replaceAll('/', '.')}`,
    type: 'TypeInvalid',
    detail: message ?? 'does not fit the schema',
  }));
}

/** kube-apiserver drops nulls where the schema has none, before it validates. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}
