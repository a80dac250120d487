import { invalidFor } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { namespaceNameFaults } from './names.ts';

/** Each entry must be a name that a namespace can have, or a pattern of such: `*`, `?` and `[abc]`. */
export function namespacePatterns(field: string, names: readonly string[] | undefined): FieldError[] {
  return (names ?? []).flatMap((name, at) => (name === '' ? [] : invalidFor(`${field}[${at}]`, name, faults(name))));
}

/** Whether an entry stands for all namespaces that match it. */
export function isPattern(name: string): boolean {
  return /[*?[\]]/.test(name);
}

function faults(name: string): string[] {
  if (/[|()!{},]/.test(name)) return ["must not contain any of | ( ) ! { } ,; patterns know '*', '?' and '[...]' only"];
  if (name.includes('**')) return ["must not contain '**'; '*' matches any number of characters already"];
  if (!isBalanced(name)) return ["has an empty or unbalanced '[...]'"];
  return isPattern(name) ? patternFaults(name) : namespaceNameFaults(name);
}

function isBalanced(name: string): boolean {
  return /^(?:[^[\]]|\[[^[\]]+\])*$/.test(name);
}

/** What is left when something harmless stands for the special characters must be a name. */
function patternFaults(name: string): string[] {
  if (namespaceNameFaults(name.replaceAll(/[*?[\]]/g, 'x')).length === 0) return [];
  return ["must match names of namespaces: lower case alphanumeric characters or '-', at most 63 of them"];
}
