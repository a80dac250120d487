import { isConflict, StatusError } from '../../kube/client/status-error.ts';
import { stringifySafe } from '../../kube/json/safe.ts';
import { objectAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import { forwardedQuery } from './backend.ts';
import type { BackendAnswer } from './backend.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { acceptFor, encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { judge } from './judge.ts';
import { changesSpec, prepareUpdate } from './prepare-update.ts';
import { reply, warningsTo } from './reply.ts';
import { readStored } from './stored.ts';
import { backendObjection } from './words.ts';
import type { Body } from './words.ts';

/** How often a patch is made anew when somebody else wrote in between: kube-apiserver does the same. */
const attempts = 5;

export interface Modification {
  /** Makes the new object out of the stored one, both in the served form. */
  change: (stored: JsonObject) => JsonObject;
  /** True when the change names the resourceVersion that it is meant for: then a conflict is the client's. */
  setsVersion: boolean;
  /** The patch itself, as a record's. */
  original: Body;
}

/** Reads, changes and replaces an object, as kube-apiserver itself carries out a patch. */
export async function modify(call: Call, dependencies: ForwardDependencies, modification: Modification): Promise<void> {
  const encoding = encodingFor(call.exchange);
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await replace(call, dependencies, modification);
      await reply(call.exchange, encoding, answer);
      return;
    } catch (error) {
      if (isSaidOtherwise(error)) throw (await backendObjection(call, dependencies, modification.original)) ?? error;
      if (!isConflict(error) || modification.setsVersion || attempt === attempts) throw error;
    }
  }
}

async function replace(
  call: Call,
  dependencies: ForwardDependencies,
  { change }: Modification,
): Promise<BackendAnswer> {
  const { exchange, kind, resource } = call;
  const stored = await readStored(call, dependencies);
  const object = prepareUpdate(call, withVersion(change(stored), stored), stored);
  const body: Body = { method: 'PUT', contentType: 'application/json', body: stringifySafe(toRecord(object)) };
  if (changesSpec(call, object, stored)) await judge(call, dependencies, { object, body });
  return dependencies.backend.call({
    ...body,
    target: { kind, resource },
    query: { ...forwardedQuery(exchange.info.query), fieldManager: fieldManager(exchange) },
    accept: acceptFor(encodingFor(exchange)),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
}

/** Of unknown fields and of its own options kube-apiserver speaks differently in a patch than in the update that we make of it. */
function isSaidOtherwise(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  const unknownField = error.code === 400 && error.message.includes('strict decoding error');
  return unknownField || error.status.details?.kind === 'UpdateOptions';
}

/** A patch that took the resourceVersion out did not mean "whatever is there". */
function withVersion(object: JsonObject, stored: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  if (metadata === undefined || metadata['resourceVersion'] !== undefined) return object;
  return { ...object, metadata: { ...metadata, resourceVersion: objectAt(stored, 'metadata')?.['resourceVersion'] } };
}
