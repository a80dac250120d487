import { wantsPretty } from '../server/accept.ts';
import { forwardedQuery } from './backend.ts';
import type { BackendRequest } from './backend.ts';
import type { Target } from './call.ts';
import { acceptFor, encodingFor } from './encoding.ts';
import { warningsTo } from './reply.ts';

/**
 * A client's request as it goes to kube-apiserver: to the record, with the client's own query and encoding. The client is told of warnings.
 * `more` comes on top, its query on top of the client's.
 */
export function passedOn(
  { exchange, kind, resource }: Target,
  more: Pick<BackendRequest, 'method'> & Partial<BackendRequest>,
): BackendRequest {
  const { query, ...others } = more;
  const pretty = wantsPretty(exchange) ? { pretty: 'true' } : {};
  return {
    target: { kind, resource },
    query: { ...forwardedQuery(exchange.info.query), ...pretty, ...query },
    accept: acceptFor(encodingFor(exchange)),
    signal: exchange.signal,
    warn: warningsTo(exchange),
    ...others,
  };
}
