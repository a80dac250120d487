import { forwardedQuery } from './backend.ts';
import type { BackendRequest } from './backend.ts';
import type { Call, Verb } from './call.ts';
import { acceptFor, encodingFor, wantsPretty } from './encoding.ts';
import { reply, replyStreaming, warningsTo } from './reply.ts';

/** GET of one object, as object, Table or PartialObjectMetadata. All parameters are kube-apiserver's to judge. */
export const read: Verb = async (call, { backend }) => {
  await reply(call.exchange, encodingFor(call.exchange), await backend.call(requestFor(call)));
};

/** GET of a collection, passed on as it arrives: neither its length nor the client's speed decide how much is held. */
export const list: Verb = async (call, { backend }) => {
  const request = requestFor(call);
  const { status, pieces } = await backend.stream(request);
  await replyStreaming(call.exchange, encodingFor(call.exchange), { status, pieces });
};

function requestFor({ exchange, kind, resource }: Call): BackendRequest {
  return {
    method: 'GET',
    target: { kind, resource },
    query: { ...forwardedQuery(exchange.info.query), ...(wantsPretty(exchange) ? { pretty: 'true' } : {}) },
    accept: acceptFor(encodingFor(exchange)),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  };
}
