import { stringifySafe } from '../../kube/json/safe.ts';
import { breathing } from '../../kube/process/breath.ts';
import { mediaType } from '../server/media-type.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import { isExpected } from './accept-object.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { judge } from './judge.ts';
import { changesSpec, prepareUpdate } from './prepare-update.ts';
import { passedOn } from './pass-on.ts';
import { reply } from './reply.ts';
import { objectFormat, readSentObject } from './sent-object.ts';
import { findRecent, readStored, versionOf } from './stored.ts';
import { judgeDuplicates } from './strict.ts';
import { unreadable } from './words.ts';
import type { Body } from './words.ts';

/** PUT of an object or of its status. Name, UID and resourceVersion are compared by kube-apiserver. */
export const update: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const contentType = exchange.request.headers['content-type'];
  const format = objectFormat(contentType);
  const bytes = await dependencies.bodies.read(exchange);
  const sent = await readSentObject(bytes, format);
  if (sent === undefined) throw await unreadable(call, dependencies, put(bytes, mediaType(contentType)));
  if (!isExpected(call, sent.object))
    throw await unreadable(call, dependencies, put(stringifySafe(toRecord(sent.object))));
  const stored = await readNamed(call, dependencies, sent.object);
  const breathe = breathing(dependencies.clock);
  const object = prepareUpdate(call, sent.object, stored);
  await breathe();
  const body = put(stringifySafe(toRecord(object)));
  await judgeDuplicates(call, dependencies, { sent, body });
  await breathe();
  if (changesSpec(call, object, stored)) await judge(call, dependencies, { object, body });
  const answer = await dependencies.backend.call(
    passedOn(call, { ...body, query: { fieldManager: fieldManager(exchange) } }),
  );
  await reply(exchange, encoding, answer);
};

/** The stored object, at least as new as the client's: out of memory if it is just that one. Any other is a conflict anyway. */
async function readNamed(call: Call, dependencies: ForwardDependencies, sent: JsonObject): Promise<JsonObject> {
  const recent = await findRecent(call, dependencies);
  return recent !== undefined && versionOf(recent) === versionOf(sent) ? recent : readStored(call, dependencies);
}

function put(body: string | Buffer, contentType = ''): Body {
  return { method: 'PUT', contentType: contentType === '' ? 'application/json' : contentType, body };
}
