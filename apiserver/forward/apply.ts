import { isConflict } from '../../kube/client/status-error.ts';
import { stringifySafe } from '../../kube/json/safe.ts';
import { breathing } from '../../kube/process/breath.ts';
import { requesterOf, storedRequester, withRequester } from '../resources/requester.ts';
import { parameter } from '../server/exchange.ts';
import { objectAt, sameJson, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import { isExpected } from './accept-object.ts';
import type { BackendAnswer, BackendRequest } from './backend.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { encodingFor } from './encoding.ts';
import { withGuardedStatus } from './guarded-status.ts';
import { judge } from './judge.ts';
import { withKeptFields } from './kept-fields.ts';
import { withClientsLastApplied } from './last-applied.ts';
import { predictSpec } from './predict-apply.ts';
import { parseRecord } from './parse-body.ts';
import { passedOn } from './pass-on.ts';
import { reply } from './reply.ts';
import { readSentObject } from './sent-object.ts';
import { onStored, versionOf } from './stored.ts';
import { judgeApplyDuplicates } from './strict.ts';
import { unreadable } from './objections.ts';
import type { Body } from './objections.ts';
import { writeContext } from './write-context.ts';

/** Server-side apply: kube-apiserver merges; we complete what it merges with what the server owns. */
export async function applyPatch(call: Call, dependencies: ForwardDependencies, bytes: Buffer): Promise<void> {
  const sent = await readSentObject(bytes, 'yaml');
  if (sent === undefined) throw await unreadable(call, dependencies, applyBody(bytes));
  const breathe = breathing(dependencies.clock);
  const plain = applyBody(stringifySafe(toRecord(sent.object)));
  await breathe();
  if (!isExpected(call, sent.object)) throw await unreadable(call, dependencies, plain);
  await judgeApplyDuplicates(call, dependencies, { sent, body: plain });
  const applied = await merge(call, dependencies, sent.object);
  const answer = await withClientsLastApplied(call, dependencies, { answer: applied, sent: sent.object });
  await reply(call.exchange, encodingFor(call.exchange), answer);
}

/** Nothing is owned by the server in a status but what is guarded, so that it is not looked at first. */
async function merge(call: Call, dependencies: ForwardDependencies, sent: JsonObject): Promise<BackendAnswer> {
  if (call.resource.subresource === 'status') return applyStatus(call, dependencies, sent);
  const applied = (stored: JsonObject | undefined): Promise<BackendAnswer> =>
    stored === undefined ? applyNew(call, dependencies, sent) : applyChange(call, dependencies, { sent, stored });
  return onStored(call, dependencies, applied, versionOf(sent) === undefined ? 'recent' : 'named');
}

/** Creating by apply needs the right to create: the record is written by us, so nobody else asks. */
async function applyNew(call: Call, dependencies: ForwardDependencies, sent: JsonObject): Promise<BackendAnswer> {
  const { exchange, resource } = call;
  const { group, version, plural, namespace = '', name = '' } = resource;
  const asked = { verb: 'create', group, version, resource: plural, namespace, name };
  await dependencies.authorizer.demand(exchange.user, asked);
  const breathe = breathing(dependencies.clock);
  const object = await call.strategy.prepareForCreate(sent, writeContext(call));
  const body = applyBody(stringifySafe(toRecord(object)));
  await breathe();
  await judge(call, dependencies, { object, body });
  return send(call, dependencies, body);
}

/**
 * What the server filled in stays (kept-fields.ts). Where the spec may change, the merged object is what is judged: it is predicted, or a dry
 * run shows it. Whoever takes it over becomes its requester. Applied is to the very state that was judged.
 */
async function applyChange(
  call: Call,
  dependencies: ForwardDependencies,
  { sent, stored }: { sent: JsonObject; stored: JsonObject },
): Promise<BackendAnswer> {
  const { exchange, kind, strategy } = call;
  const manager = parameter(exchange, 'fieldManager') ?? '';
  const own = withRequester(sent, undefined, { warn: warnOnChange(call, sent, stored) });
  const kept = withKeptFields(own, stored, { kind, manager });
  const breathe = breathing(dependencies.clock);
  const body = applyBody(stringifySafe(toRecord(sameObject(kept, stored))));
  await breathe();
  if (!strategy.mutableSpec) return send(call, dependencies, body);
  const spec = predictSpec(kept, stored, { manager, schema: kind.spec });
  const merged = spec === undefined ? await dryRun(call, dependencies, body) : { ...stored, spec };
  await breathe();
  if (sameJson(merged['spec'], stored['spec'])) return sendOwning(call, dependencies, guarded(kept, stored));
  await breathe();
  await judge(call, dependencies, { object: merged, body });
  const takesOver = strategy.takesOver?.(merged, stored) ?? false;
  await breathe();
  const object = takesOver ? withRequester(kept, requesterOf(exchange.user), silent) : kept;
  return sendOwning(call, dependencies, guarded(object, stored));
}

const silent = { warn: () => undefined };

/** A client that sends back the requester that it has read is not told anything. */
function warnOnChange(call: Call, sent: JsonObject, stored: JsonObject): (text: string) => void {
  const requester = objectAt(sent, 'spec')?.['requester'];
  return sameJson(requester, storedRequester(stored)) ? silent.warn : writeContext(call).warn;
}

async function applyStatus(call: Call, dependencies: ForwardDependencies, sent: JsonObject): Promise<BackendAnswer> {
  const object = objectAt(sent, 'status') === undefined ? sent : withGuardedStatus(call, sent);
  return send(call, dependencies, applyBody(stringifySafe(toRecord(object))));
}

/** Applies only to the object that was read: what is made of it must never create another. */
function sameObject(object: JsonObject, stored: JsonObject): JsonObject {
  return withMeta(object, stored, ['uid']);
}

/** Applies only to the state that was judged. */
function guarded(object: JsonObject, stored: JsonObject): JsonObject {
  return withMeta(object, stored, ['uid', 'resourceVersion']);
}

/** With these of the stored metadata where the client does not say them himself. */
function withMeta(object: JsonObject, stored: JsonObject, keys: readonly string[]): JsonObject {
  const [own, kept] = [object, stored].map((one) => objectAt(one, 'metadata') ?? {}) as [JsonObject, JsonObject];
  const named = keys.map((key) => [key, textAt(own, key) || kept[key]] as const);
  return { ...object, metadata: { ...own, ...Object.fromEntries(named) } };
}

/** The requester is the server's to set: that another manager "owns" it is no conflict of the client's. */
async function sendOwning(call: Call, dependencies: ForwardDependencies, object: JsonObject): Promise<BackendAnswer> {
  const body = applyBody(stringifySafe(toRecord(object)));
  try {
    return await send(call, dependencies, body);
  } catch (error) {
    if (!isRequesterConflict(error)) throw error;
    return send(call, dependencies, body, { query: { force: 'true' } });
  }
}

async function dryRun(call: Call, dependencies: ForwardDependencies, body: Body): Promise<JsonObject> {
  const answer = await send(call, dependencies, body, {
    query: { dryRun: 'All' },
    accept: 'application/json',
    warn: silent.warn,
  });
  return parseRecord(answer.body);
}

function send(
  call: Call,
  { backend }: ForwardDependencies,
  body: Body,
  more: Partial<BackendRequest> = {},
): Promise<BackendAnswer> {
  return backend.call(passedOn(call, { ...body, ...more }));
}

function applyBody(body: string | Buffer): Body {
  return { method: 'PATCH', contentType: 'application/apply-patch+yaml', body };
}

function isRequesterConflict(error: unknown): boolean {
  if (!isConflict(error)) return false;
  const causes = error.status.details?.causes ?? [];
  return causes.length > 0 && causes.every(({ field }) => field?.startsWith('.spec.requester') === true);
}
