/** One thing that is wrong with one field, in the terms of Kubernetes' field.Error. */
export interface FieldError {
  /** Path as Kubernetes writes it: `spec.includedNamespaces[0]`. */
  field: string;
  type: FieldErrorType;
  /** The offending value; not shown for Required, Forbidden and TooLong. */
  badValue?: unknown;
  detail: string;
}

export type FieldErrorType =
  | 'Invalid'
  | 'Required'
  | 'NotSupported'
  | 'Forbidden'
  | 'Duplicate'
  | 'NotFound'
  | 'TooLong'
  | 'TooMany'
  | 'TypeInvalid';

const words: Record<FieldErrorType, string> = {
  Invalid: 'Invalid value',
  Required: 'Required value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  Duplicate: 'Duplicate value',
  NotFound: 'Not found',
  TooLong: 'Too long',
  TooMany: 'Too many',
  TypeInvalid: 'Invalid value',
};

const valueless: ReadonlySet<FieldErrorType> = new Set(['Required', 'Forbidden', 'TooLong']);

/** The error as kubectl shows it: `spec.ttl: Invalid value: "x": must be ...`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The same without the field, as `details.causes[].message` has it. */
export function fieldErrorBody(error: FieldError): string {
  const value = valueless.has(error.type) || error.badValue === undefined ? '' : `: ${JSON.stringify(error.badValue)}`;
  return `${words[error.type]}${value}${error.detail === '' ? '' : `: ${error.detail}`}`;
}

export function invalid(field: string, badValue: unknown, detail: string): FieldError {
  return { field, type: 'Invalid', badValue, detail };
}

export function required(field: string, detail: string): FieldError {
  return { field, type: 'Required', detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { field, type: 'Forbidden', detail };
}

export function notSupported(field: string, badValue: unknown, supported: readonly string[]): FieldError {
  const values = supported.map((value) => JSON.stringify(value)).join(', ');
  return { field, type: 'NotSupported', badValue, detail: `supported values: ${values}` };
}
