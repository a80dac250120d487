import { recordGroup, servedGroup } from '../../../api/groups.ts';
import { nonRestorable } from '../../../api/validate/restore.ts';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { compileGlob, isGlob } from '../../../kube/discovery/glob.ts';
import { groupResource } from '../../../kube/discovery/resource-names.ts';
import type { Kinds } from './kinds.ts';
import type { NamedKind } from './named-kinds.ts';
import { nearest } from './nearest.ts';

/** Unknown names for which likely ones are looked for: it takes a while where there are thousands of kinds. */
const mostGuesses = 8;

/** What somebody who named these kinds should know: those that there are not, and those that will not do what he expects. */
export function kindAdvice(named: readonly NamedKind[], kinds: Kinds): string[] {
  let guesses = 0;
  return named.flatMap((one) => {
    const text = isGlob(one.name)
      ? patternAdvice(one, kinds)
      : nameAdvice(one, kinds, () => (guesses++ < mostGuesses ? guess(one.name, kinds) : ''));
    return text === undefined ? [] : [`${one.field}: ${text}`];
  });
}

/** Whether one of these is not, or not yet, known: a newer discovery may know it. */
export function hasUnknown(named: readonly NamedKind[], kinds: Kinds): boolean {
  return named.some((one) => (isGlob(one.name) ? patternAdvice(one, kinds) : kinds.find(one.name)) === undefined);
}

function patternAdvice({ name }: NamedKind, kinds: Kinds): string | undefined {
  const matches = compileGlob(name);
  if (kinds.silent.length > 0 || [...kinds.byName.keys()].some(matches)) return undefined;
  return `no kind of the cluster matches ${quoted(name)}`;
}

function nameAdvice(named: NamedKind, kinds: Kinds, suggestion: () => string): string | undefined {
  const found = kinds.find(named.name);
  if (found !== undefined) return useAdvice(named, found);
  if (kinds.silent.some((group) => named.name.toLowerCase().endsWith(`.${group}`))) return undefined;
  const reserve = named.use === 'restore' ? ', so it is restored only if the backup holds its definition' : '';
  const silent = kinds.silent.length === 0 ? '' : ` (${kinds.silent.join(', ')} did not answer)`;
  return `the cluster has no kind ${quoted(named.name)}${silent}${reserve}${suggestion()}`;
}

function guess(name: string, kinds: Kinds): string {
  const close = nearest(name, words(kinds), 8).map(({ kind }) => quoted(groupResource(kind)));
  const different = [...new Set(close)].slice(0, 3);
  return different.length === 0 ? '' : `; did you mean ${different.join(' or ')}?`;
}

/** All that each kind is called. */
function* words(kinds: Kinds): Generator<{ text: string; kind: ApiResource }> {
  for (const kind of kinds.byName.values()) {
    const plain = [kind.plural, kind.singular, kind.kind.toLowerCase()];
    const names = kind.group === '' ? plain : [...plain, ...plain.map((name) => `${name}.${kind.group}`)];
    for (const text of new Set(names)) yield { text, kind };
  }
}

function useAdvice({ use, scope, name }: NamedKind, kind: ApiResource): string | undefined {
  const full = groupResource(kind);
  if (scope === 'cluster' && kind.namespaced) return `${full} is namespaced, and this list is for cluster-scoped kinds`;
  if (scope === 'namespace' && !kind.namespaced)
    return `${full} is cluster-scoped, and this list is for namespaced kinds`;
  if (use === 'backup') return backupAdvice(full, kind);
  return use === 'restore' && nonRestorable.includes(full) && full !== name ? `${full} are never restored` : undefined;
}

const neededVerbs = ['list', 'get', 'create', 'delete'];

function backupAdvice(full: string, { group, verbs }: ApiResource): string | undefined {
  if (group === servedGroup || group === recordGroup)
    return `${full} are never backed up: a backup is no part of what it holds`;
  const missing = neededVerbs.filter((verb) => !verbs.includes(verb));
  return missing.length === 0
    ? undefined
    : `${full} are never backed up: the server cannot ${missing.join(' and ')} them`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
