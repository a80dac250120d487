import { stringifySafe } from '../../kube/json/safe.ts';
import { readBody } from '../server/body.ts';
import { toRecord } from '../translate/to-record.ts';
import { isExpected } from './accept-object.ts';
import { forwardedQuery } from './backend.ts';
import type { Verb } from './call.ts';
import { acceptFor, encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { reply, warningsTo } from './reply.ts';
import { mediaType, objectFormat, readSentObject } from './sent-object.ts';
import { judge } from './judge.ts';
import { judgeDuplicates } from './strict.ts';
import { unreadable } from './words.ts';
import type { Body } from './words.ts';
import { writeContext } from './write-context.ts';

/** POST: the strategy completes the object, our rules and kube-apiserver's judge it together, then the record is created. */
export const create: Verb = async (call, dependencies) => {
  const { exchange, kind, resource } = call;
  const encoding = encodingFor(exchange);
  const contentType = exchange.request.headers['content-type'];
  const format = objectFormat(contentType);
  const bytes = await readBody(exchange.request);
  const sent = readSentObject(bytes, format);
  if (sent === undefined || !isExpected(call, sent.object)) {
    const body = sent === undefined ? bytes : stringifySafe(toRecord(sent.object));
    throw await unreadable(call, dependencies, post(body, sent === undefined ? mediaType(contentType) : ''));
  }
  const object = await call.strategy.prepareForCreate(sent.object, writeContext(call));
  const body = post(stringifySafe(toRecord(object)));
  await judgeDuplicates(call, dependencies, { sent, body });
  await judge(call, dependencies, { object, body });
  const answer = await dependencies.backend.call({
    ...body,
    target: { kind, resource },
    query: { ...forwardedQuery(exchange.info.query), fieldManager: fieldManager(exchange) },
    accept: acceptFor(encoding),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
  await reply(exchange, encoding, answer);
};

function post(body: string | Buffer, contentType = 'application/json'): Body {
  return { method: 'POST', contentType: contentType === '' ? 'application/json' : contentType, body };
}
