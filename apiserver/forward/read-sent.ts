import { stringifySafe } from '../../kube/json/safe.ts';
import { mediaType } from '../server/media-type.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import { isExpected } from './accept-object.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { objectFormat, readSentObject } from './sent-object.ts';
import type { SentObject } from './sent-object.ts';
import { unreadable } from './objections.ts';
import type { Body } from './objections.ts';

type Method = 'POST' | 'PUT';

/** Reads the object of a POST or PUT. @throws {StatusError} in kube-apiserver's words when the body is none of the kind */
export async function readSent(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend' | 'bodies'>,
  method: Method,
): Promise<SentObject> {
  const contentType = call.exchange.request.headers['content-type'];
  const format = objectFormat(contentType);
  const body = await dependencies.bodies.read(call.exchange);
  const sent = await readSentObject(body, format);
  if (sent === undefined) {
    const type = mediaType(contentType) || 'application/json';
    throw await unreadable(call, dependencies, { method, contentType: type, body });
  }
  if (!isExpected(call, sent.object)) throw await unreadable(call, dependencies, recordBody(method, sent.object));
  return sent;
}

/** An object as it is written. */
export function recordBody(method: Method, object: JsonObject): Body {
  return { method, contentType: 'application/json', body: stringifySafe(toRecord(object)) };
}
