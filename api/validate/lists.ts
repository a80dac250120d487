import { duplicate, invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/** An include and an exclude list, with the path of each. */
export interface ListPair {
  includes: readonly string[] | undefined;
  excludes: readonly string[] | undefined;
  includesField: string;
  excludesField: string;
}

/**
 * Velero's rules for a pair of lists: `*` stands alone among the includes and not at all among the excludes, and nothing is in both. Beyond
 * Velero's, nothing is in a list twice.
 *
 * @param excludeAll lets `*` stand alone among the excludes when nothing is included: the rule of the scoped lists
 */
export function includeExclude(pair: ListPair, excludeAll = false): FieldError[] {
  const includes = pair.includes ?? [];
  const excludes = pair.excludes ?? [];
  return [
    ...entries(pair.includesField, includes),
    ...entries(pair.excludesField, excludes),
    ...starAmongIncludes(pair.includesField, includes),
    ...starAmongExcludes(pair, excludeAll),
    ...inBoth(pair.excludesField, includes, excludes),
  ];
}

function entries(field: string, names: readonly string[]): FieldError[] {
  const seen = new Set<string>();
  return names.flatMap((name, at) => {
    if (name === '') return [invalid(`${field}[${at}]`, name, 'must not be empty')];
    if (seen.has(name)) return [duplicate(`${field}[${at}]`, name)];
    seen.add(name);
    return [];
  });
}

function starAmongIncludes(field: string, includes: readonly string[]): FieldError[] {
  if (!includes.includes('*') || includes.every((name) => name === '*')) return [];
  return [invalid(field, includes, "must contain either '*' alone or a list of names")];
}

function starAmongExcludes(pair: ListPair, excludeAll: boolean): FieldError[] {
  const excludes = pair.excludes ?? [];
  if (!excludes.includes('*')) return [];
  if (!excludeAll) return [invalid(pair.excludesField, excludes, "must not contain '*': nothing would be left")];
  if (excludes.length === 1 && (pair.includes ?? []).length === 0) return [];
  return [invalid(pair.excludesField, excludes, `'*' must stand alone, and ${pair.includesField} must be empty`)];
}

function inBoth(field: string, includes: readonly string[], excludes: readonly string[]): FieldError[] {
  const included = new Set(includes);
  return excludes.flatMap((name, at) =>
    name !== '*' && included.has(name) ? [invalid(`${field}[${at}]`, name, 'is among the includes as well')] : [],
  );
}
