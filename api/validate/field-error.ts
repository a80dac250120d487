import { goJson, goQuoted } from '../meta/go-text.ts';

/** One thing that is wrong with one field, in the terms of Kubernetes' field.Error. */
export interface FieldError {
  /** Path as Kubernetes writes it: `spec.includedNamespaces[0]`. */
  field: string;
  type: FieldErrorType;
  /** The offending value; not shown for Required and Forbidden. */
  badValue?: unknown;
  detail: string;
}

export type FieldErrorType = 'Invalid' | 'Required' | 'NotSupported' | 'Forbidden' | 'Duplicate' | 'NotFound';

const words: Record<FieldErrorType, string> = {
  Invalid: 'Invalid value',
  Required: 'Required value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  Duplicate: 'Duplicate value',
  NotFound: 'Not found',
};

const valueless: ReadonlySet<FieldErrorType> = new Set(['Required', 'Forbidden']);

/** The error as kubectl shows it: `spec.ttl: Invalid value: "x": must be ...`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The same without the field, as `details.causes[].message` has it. */
export function fieldErrorBody({ type, badValue, detail }: FieldError): string {
  const value = valueless.has(type) || badValue === undefined ? '' : `: ${shown(badValue)}`;
  return `${words[type]}${value}${detail === '' ? '' : `: ${detail}`}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? goQuoted(value) : goJson(value);
}

export function invalid(field: string, badValue: unknown, detail: string): FieldError {
  return { field, type: 'Invalid', badValue, detail };
}

/** One error for each fault that a value has, as Kubernetes' own checks of names give them. */
export function invalidFor(field: string, badValue: unknown, faults: readonly string[]): FieldError[] {
  return faults.map((detail) => invalid(field, badValue, detail));
}

export function required(field: string, detail: string): FieldError {
  return { field, type: 'Required', detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { field, type: 'Forbidden', detail };
}

export function duplicate(field: string, badValue: unknown): FieldError {
  return { field, type: 'Duplicate', badValue, detail: '' };
}

/** The field names something that is not there. */
export function notFound(field: string, badValue: unknown): FieldError {
  return { field, type: 'NotFound', badValue, detail: '' };
}

export function notSupported(field: string, badValue: unknown, supported: readonly string[]): FieldError {
  const values = supported.map(goQuoted).join(', ');
  return { field, type: 'NotSupported', badValue, detail: `supported values: ${values}` };
}
