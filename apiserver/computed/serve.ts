import type { ComputedKind } from '../../api/kinds.ts';
import type { Exchange } from '../server/exchange.ts';
import { methodNotAllowed, unknownPath } from '../server/failures.ts';
import type { ComputedStrategy } from './strategy.ts';
import type { ComputedCall } from './call.ts';
import type { ComputedDependencies } from './dependencies.ts';
import { list } from './list.ts';
import { readOne } from './read-one.ts';
import { watch } from './watch.ts';

/** Serves the kinds whose objects are made here: get, list and watch. Everything else is 405, for everybody. */
export function computedServer(
  strategies: readonly ComputedStrategy[],
  dependencies: ComputedDependencies,
): (exchange: Exchange, kind: ComputedKind) => Promise<void> {
  const sources = new Map(strategies.map(({ kind, source }) => [kind.plural, source]));
  return async (exchange, kind) => {
    const { info, request } = exchange;
    const { resource, verb } = info;
    const source = sources.get(kind.plural);
    if (resource === undefined || source === undefined) throw unknownPath();
    const verbs = resource.named ? objectVerbs : collectionVerbs;
    const serve = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (serve === undefined) throw methodNotAllowed(kind.plural, verb === '' ? (request.method ?? '') : verb);
    await serve({ exchange, resource, kind, source, dependencies });
  };
}

type ComputedVerb = (call: ComputedCall) => Promise<void>;

const objectVerbs: Readonly<Record<string, ComputedVerb>> = { get: readOne };
const collectionVerbs: Readonly<Record<string, ComputedVerb>> = { list, watch };
