import { stringifySafe } from '../../kube/json/safe.ts';
import { breathing } from '../../kube/process/breath.ts';
import { mediaType } from '../server/media-type.ts';
import { toRecord } from '../translate/to-record.ts';
import { isExpected } from './accept-object.ts';
import type { Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { passedOn } from './pass-on.ts';
import { reply } from './reply.ts';
import { objectFormat, readSentObject } from './sent-object.ts';
import { judge } from './judge.ts';
import { judgeDuplicates } from './strict.ts';
import { unreadable } from './words.ts';
import type { Body } from './words.ts';
import { writeContext } from './write-context.ts';

/** POST: the strategy completes the object, our rules and kube-apiserver's judge it together, then the record is created. */
export const create: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const contentType = exchange.request.headers['content-type'];
  const format = objectFormat(contentType);
  const bytes = await dependencies.bodies.read(exchange);
  const sent = await readSentObject(bytes, format);
  if (sent === undefined || !isExpected(call, sent.object)) {
    const body = sent === undefined ? bytes : stringifySafe(toRecord(sent.object));
    throw await unreadable(call, dependencies, post(body, sent === undefined ? mediaType(contentType) : ''));
  }
  const breathe = breathing(dependencies.clock);
  const object = await call.strategy.prepareForCreate(sent.object, writeContext(call));
  const body = post(stringifySafe(toRecord(object)));
  await breathe();
  await judgeDuplicates(call, dependencies, { sent, body });
  await judge(call, dependencies, { object, body });
  const answer = await dependencies.backend.call(
    passedOn(call, { ...body, query: { fieldManager: fieldManager(exchange) } }),
  );
  await reply(exchange, encoding, answer);
};

function post(body: string | Buffer, contentType = 'application/json'): Body {
  return { method: 'POST', contentType: contentType === '' ? 'application/json' : contentType, body };
}
