import { compileGlob, isGlob } from './glob.ts';

/** One include list and one exclude list over names, as Velero reads them: an empty include list or `*` means everything, and an exclude always wins. */
export interface NameFilter {
  /** Whether the name is let in. */
  matches: (name: string) => boolean;
  /** Whether an exclude entry hits the name. */
  excludes: (name: string) => boolean;
  /** Whether an include entry hits the name by itself, `*` aside: the user spoke of this name. */
  names: (name: string) => boolean;
  /** No name can be refused: nothing is excluded and everything is included. */
  readonly everything: boolean;
  /** The include list has at least one entry. */
  readonly hasIncludes: boolean;
  /** At least one list has an entry. */
  readonly isSet: boolean;
}

export function compileNameFilter(includes: readonly string[] = [], excludes: readonly string[] = []): NameFilter {
  const included = includes.filter((entry) => entry !== '*').map(compileGlob);
  const excluded = excludes.map(compileGlob);
  const all = includes.length === 0 || includes.includes('*');
  return {
    matches: (name) => !hits(excluded, name) && (all || hits(included, name)),
    excludes: (name) => hits(excluded, name),
    names: (name) => hits(included, name),
    everything: all && excludes.length === 0,
    hasIncludes: includes.length > 0,
    isSet: includes.length + excludes.length > 0,
  };
}

/** What is wrong with a pair of lists, one sentence each; `what` names the field pair, such as `resources` or `namespaces`. */
export function listErrors(
  what: string,
  includes: readonly string[] = [],
  excludes: readonly string[] = [],
  options: { starExclude?: boolean } = {},
): string[] {
  const all = includes.length > 1 && includes.includes('*');
  const nothing = excludes.includes('*') && (options.starExclude !== true || includes.length > 0);
  const both = includes.filter((entry) => entry !== '*' && excludes.includes(entry));
  return [
    ...(all ? [`included ${what}: "*" stands for everything and cannot be combined with other entries`] : []),
    ...(nothing ? [`excluded ${what}: "*" would exclude everything`] : []),
    ...both.map((entry) => `${what}: "${entry}" is both included and excluded; remove it from one of the lists`),
  ];
}

/** Velero's rules for namespace entries: names, or patterns of `*`, `?` and `[...]`. */
export function namespaceEntryErrors(entries: readonly string[] = []): string[] {
  return entries.flatMap((entry) => {
    if (entry === '*') return [];
    if (/[|()!{},]/u.test(entry)) return [`namespace pattern "${entry}": the characters | ( ) ! { } , are not allowed`];
    if (entry.includes('**')) return [`namespace pattern "${entry}": "**" is not allowed; write "*"`];
    if (hasBadBrackets(entry)) return [`namespace pattern "${entry}": brackets are empty or not balanced`];
    const plain = entry.replaceAll(/\[[^\]]*\]|[*?]/gu, 'x');
    return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u.test(plain) ? [] : [`"${entry}" is not a valid namespace name`];
  });
}

/** The names that a list with patterns stands for, among those that exist; plain names stay even if they do not exist. */
export function expandNames(entries: readonly string[], existing: Iterable<string>): string[] {
  const names = new Set(entries.filter((entry) => !isGlob(entry)));
  const globs = entries.filter(isGlob).map(compileGlob);
  for (const name of existing) if (globs.some((glob) => glob(name))) names.add(name);
  return [...names].toSorted();
}

function hits(globs: ((name: string) => boolean)[], name: string): boolean {
  return globs.some((glob) => glob(name));
}

function hasBadBrackets(entry: string): boolean {
  return /[[\]]/u.test(entry.replaceAll(/\[[^[\]]+\]/gu, ''));
}
