import type { FieldError } from './field-error.ts';
import { objectName, secretDataKey } from './names.ts';

/** A key of a Secret that a field refers to: a name and a key that there can be. */
export function secretKey(field: string, reference: { name?: string; key: string } | undefined): FieldError[] {
  if (reference === undefined) return [];
  return [...objectName(`${field}.name`, reference.name), ...secretDataKey(`${field}.key`, reference.key)];
}
