import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether a namespace can have this name. */
export function isNamespaceName(name: string): boolean {
  return name.length <= 63 && label.test(name);
}

/** Whether an object of most kinds can have this name. */
function isObjectName(name: string): boolean {
  return name.length <= 253 && subdomain.test(name);
}

/** The name of another object in a field: absent, or one that an object can have. */
export function objectName(field: string, name: string | undefined): FieldError[] {
  if (name === undefined || name === '' || isObjectName(name)) return [];
  return [
    invalid(
      field,
      name,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ),
  ];
}
