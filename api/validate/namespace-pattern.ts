import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { isNamespaceName } from './names.ts';

/** Whether the name of a namespace in a list is a pattern and not a plain name. */
export function isNamespacePattern(name: string): boolean {
  return /[*?[\]]/.test(name);
}

/** Each entry must be a name that a namespace can have, or a pattern of such: `*`, `?` and `[abc]`. */
export function namespacePatterns(field: string, names: readonly string[] | undefined): FieldError[] {
  return (names ?? []).flatMap((name, at) => {
    const detail = name === '' ? '' : fault(name);
    return detail === '' ? [] : [invalid(`${field}[${at}]`, name, detail)];
  });
}

/**
 * Whether a namespace is one that the list of names and patterns means. Takes time in proportion to pattern times name, whatever the
 * pattern: it is a tenant's, and a regular expression made of it could be one that never ends.
 *
 * @throws RangeError for a pattern that `namespacePatterns` reports
 */
export function matchesNamespace(namespace: string, names: readonly string[]): boolean {
  return names.some((name) => (isNamespacePattern(name) ? matches(namespace, tokens(name)) : name === namespace));
}

/** One step of a pattern: any number of characters, or one character out of some. */
type Token = 'any' | ((character: string) => boolean);

function matches(name: string, pattern: readonly Token[]): boolean {
  let at = 0;
  let token = 0;
  let lastAny = -1;
  let retryAt = 0;
  while (at < name.length) {
    const current = pattern[token];
    if (current === 'any') {
      lastAny = token++;
      retryAt = at;
    } else if (current?.(name.charAt(at))) {
      at++;
      token++;
    } else if (lastAny >= 0) {
      // The last `*` takes one character more, and what follows it is tried again from there.
      token = lastAny + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  return pattern.slice(token).every((rest) => rest === 'any');
}

function tokens(pattern: string): Token[] {
  if (fault(pattern) !== '') throw new RangeError(`not a namespace pattern: ${JSON.stringify(pattern)}`);
  return (pattern.match(/\[[^\]]+\]|./g) ?? []).map(tokenOf);
}

function tokenOf(part: string): Token {
  if (part === '*') return 'any';
  if (part === '?') return () => true;
  if (part.length === 1) return (character) => character === part;
  const ranges = [...part.slice(1, -1).matchAll(/(.)-(.)|(.)/g)].map(([, from, to, single = '']) => [
    from ?? single,
    to ?? single,
  ]);
  return (character) => ranges.some(([from = '', to = '']) => from <= character && character <= to);
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
