import { stringifySafe } from '../../kube/json/safe.ts';
import { unsupportedMediaType } from '../server/failures.ts';
import { mediaType } from '../server/media-type.ts';
import { objectAt } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import { applyPatch } from './apply.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { modify } from './modify.ts';
import { pauseIfLarge } from './pause-if-large.ts';
import { isPlainMerge, plainOperations } from './plain-patch.ts';
import { passedOn } from './pass-on.ts';
import { reply } from './reply.ts';
import { readSentObject } from './sent-object.ts';
import { judgeDuplicates, judgePatchDuplicates, refuseIfStrict } from './strict.ts';
import { unreadable } from './objections.ts';
import type { Body } from './objections.ts';

/** The patches that custom resources have. Strategic merge is not among them: clients, told so by 415, send a merge patch then. */
const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

/** PATCH of an object or of its status. */
export const patch: Verb = async (call, dependencies) => {
  const type = mediaType(call.exchange.request.headers['content-type']);
  if (!patchTypes.includes(type)) throw unsupportedMediaType(patchTypes);
  encodingFor(call.exchange);
  const bytes = await dependencies.bodies.read(call.exchange);
  if (type !== 'application/apply-patch+yaml' && call.exchange.info.query.has('force')) {
    throw await unreadable(call, dependencies, body(type, bytes));
  }
  if (type === 'application/apply-patch+yaml') await applyPatch(call, dependencies, bytes);
  else if (type === 'application/json-patch+json') await jsonPatch(call, dependencies, bytes);
  else await mergePatch(call, dependencies, bytes);
};

async function jsonPatch(call: Call, dependencies: ForwardDependencies, bytes: Buffer): Promise<void> {
  const type = 'application/json-patch+json';
  const raw = body(type, bytes);
  const read = await readJsonPatch(bytes);
  if (read === undefined) throw await unreadable(call, dependencies, raw);
  const { operations, duplicates } = read;
  await judgePatchDuplicates(call, dependencies, { duplicates, raw });
  const plain = plainOperations(call, operations);
  if (plain !== undefined) {
    await forward(call, dependencies, body(type, stringifySafe(plain)));
    return;
  }
  const setsVersion = operations.some(({ path }) => path === '/metadata/resourceVersion' || path === '/metadata');
  await modify(call, dependencies, {
    change: (stored, breathe) => applyJsonPatch(stored, operations, breathe),
    setsVersion,
  });
}

async function mergePatch(call: Call, dependencies: ForwardDependencies, bytes: Buffer): Promise<void> {
  const sent = await readSentObject(bytes, 'json');
  const raw = body('application/merge-patch+json', bytes);
  if (sent === undefined) throw await unreadable(call, dependencies, raw);
  if (sent.duplicates.length > 0) await refuseIfStrict(call, dependencies, raw);
  const { object } = sent;
  const translated = body('application/merge-patch+json', stringifySafe(toRecord(object)));
  await pauseIfLarge(bytes);
  await judgeDuplicates(call, dependencies, { sent, body: translated });
  if (isPlainMerge(call, object)) {
    await forward(call, dependencies, translated);
    return;
  }
  const setsVersion = Object.hasOwn(objectAt(object, 'metadata') ?? {}, 'resourceVersion');
  await modify(call, dependencies, { change: async (stored) => applyMergePatch(stored, object), setsVersion });
}

async function forward(call: Call, { backend }: ForwardDependencies, patchBody: Body): Promise<void> {
  const { exchange } = call;
  const answer = await backend.call(passedOn(call, { ...patchBody, query: { fieldManager: fieldManager(exchange) } }));
  await reply(exchange, encodingFor(exchange), answer);
}

function body(contentType: string, bytes: string | Buffer): Body {
  return { method: 'PATCH', contentType, body: bytes };
}
