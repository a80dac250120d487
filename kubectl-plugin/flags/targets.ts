import { kindOfWord } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import { UsageError } from './usage-error.ts';

/** What the words after a verb name: a kind, and objects of it. No names: all. */
export interface Targets {
  kind: KindWords;
  names: string[];
}

/**
 * Reads `[TYPE] [NAME...]` or `TYPE/NAME...`. Without a type the words are names of `fallback`; a first word that is a
 * type counts as one (`kubectl backup get restores`). @throws UsageError
 */
export function parseTargets(words: readonly string[], fallback: KindWords): Targets {
  if (words.some((word) => word.includes('/'))) return slashed(words);
  const [first, ...rest] = words;
  const kind = first === undefined ? undefined : kindOfWord(first);
  return kind ? { kind, names: rest } : { kind: fallback, names: [...words] };
}

function slashed(words: readonly string[]): Targets {
  const pairs = words.map((word) => {
    const [type = '', name = '', more] = word.split('/');
    const kind = kindOfWord(type);
    if (!kind) throw new UsageError(`the server doesn't have a resource type ${JSON.stringify(type)}`);
    if (name === '' || more !== undefined) {
      throw new UsageError('arguments in resource/name form must have a single resource and name');
    }
    return { kind, name };
  });
  const kind = pairs[0]?.kind;
  if (!kind || pairs.some((pair) => pair.kind !== kind)) {
    throw new UsageError('all arguments in resource/name form must be of one resource type');
  }
  return { kind, names: pairs.map((pair) => pair.name) };
}
