import type { Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { passedOn } from './pass-on.ts';
import { reply, replyStreaming } from './reply.ts';

/** GET of one object, as object, Table or PartialObjectMetadata. All parameters are kube-apiserver's to judge. */
export const read: Verb = async (call, { backend }) => {
  await reply(call.exchange, encodingFor(call.exchange), await backend.call(passedOn(call, { method: 'GET' })));
};

/** GET of a collection, passed on as it arrives: neither its length nor the client's speed decide how much is held. */
export const list: Verb = async (call, { backend }) => {
  const request = passedOn(call, { method: 'GET' });
  const { status, pieces } = await backend.stream(request);
  await replyStreaming(call.exchange, encodingFor(call.exchange), { status, pieces });
};
