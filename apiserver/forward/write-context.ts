import type { WriteContext } from '../resources/strategy.ts';
import type { Call } from './call.ts';
import { warn } from './reply.ts';

/** What a strategy is told of the request. */
export function writeContext({ exchange, resource }: Call): WriteContext {
  const told = new Set<string>();
  return {
    user: exchange.user,
    namespace: resource.namespace ?? '',
    warn: (text) => {
      if (!told.has(text)) warn(exchange, text);
      told.add(text);
    },
  };
}
