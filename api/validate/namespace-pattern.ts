import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { isNamespaceName } from './names.ts';

/** Each entry must be a name that a namespace can have, or a pattern of such: `*`, `?` and `[abc]`. */
export function namespacePatterns(field: string, names: readonly string[] | undefined): FieldError[] {
  return (names ?? []).flatMap((name, at) => {
    const detail = name === '' ? '' : fault(name);
    return detail === '' ? [] : [invalid(`${field}[${at}]`, name, detail)];
  });
}

function fault(name: string): string {
  if (/[|()!{},]/.test(name)) return "must not contain any of | ( ) ! { } ,; patterns know '*', '?' and '[...]' only";
  if (name.includes('**')) return "must not contain '**'; '*' matches any number of characters already";
  if (!balanced(name)) return "has an empty or unbalanced '[...]'";
  if (!isNamespaceName(stripped(name))) {
    return "must be a namespace name of lower case alphanumeric characters or '-' (or a pattern of such), at most 63 characters long";
  }
  return '';
}

function balanced(name: string): boolean {
  return /^(?:[^[\]]|\[[^[\]]+\])*$/.test(name);
}

/** The pattern with something harmless for its special characters, so that the rest can be checked as a name. */
function stripped(name: string): string {
  return name.replaceAll(/[*?[\]]/g, 'x');
}
