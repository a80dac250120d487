import type { WriteContext } from '../resources/strategy.ts';
import type { Call } from './call.ts';
import { addWarning } from './warnings.ts';

/** What a strategy is told of the request. */
export function writeContext({ exchange, resource }: Call): WriteContext {
  return {
    user: exchange.user,
    namespace: resource.namespace ?? '',
    warn: (text) => addWarning(exchange.response, text),
  };
}
