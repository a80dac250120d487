import { forwardedQuery } from './backend.ts';
import type { Verb } from './call.ts';
import { acceptFor, encodingFor, wantsPretty } from './encoding.ts';
import { reply, warningsTo } from './reply.ts';

/** GET of one object or of a collection, as object, list, Table or PartialObjectMetadata. All parameters are kube-apiserver's to judge. */
export const read: Verb = async ({ exchange, kind, resource }, { backend }) => {
  const encoding = encodingFor(exchange);
  const answer = await backend.call({
    method: 'GET',
    target: { kind, resource },
    query: { ...forwardedQuery(exchange.info.query), ...(wantsPretty(exchange) ? { pretty: 'true' } : {}) },
    accept: acceptFor(encoding),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
  await reply(exchange, encoding, answer);
};
