import { compileGlob, isGlob } from '../../kube/discovery/glob.ts';

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

/** Compiles the lists, whose entries may be patterns (`*`, `?`, `[a-z]`). */
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
