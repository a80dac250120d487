import { stringifySafe } from '../../kube/json/safe.ts';
import { breathing } from '../../kube/process/breath.ts';
import { notFound } from '../server/failures.ts';
import { objectAt, textAt, withSortedKeys } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecord } from '../translate/to-record.ts';
import type { BackendAnswer } from './backend.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { judge } from './judge.ts';
import { changesSpec, prepareUpdate } from './prepare-update.ts';
import { passedOn } from './pass-on.ts';
import { reply } from './reply.ts';
import { onStored, versionOf } from './stored.ts';
import type { Body } from './objections.ts';

export interface Modification {
  /** Makes the new object out of the stored one, both in the served form. */
  change: (stored: JsonObject, breathe: () => Promise<void>) => Promise<JsonObject>;
  /** True when the change names the resourceVersion that it is meant for: then a conflict is the client's. */
  setsVersion: boolean;
}

/** Reads, changes and replaces an object, as kube-apiserver itself carries out a patch. */
export async function modify(call: Call, dependencies: ForwardDependencies, modification: Modification): Promise<void> {
  const { change, setsVersion } = modification;
  const replaced = (stored: JsonObject | undefined) => replace(call, dependencies, { change, stored });
  const answer = await onStored(call, dependencies, replaced, setsVersion ? 'named' : 'recent');
  await reply(call.exchange, encodingFor(call.exchange), answer);
}

async function replace(
  call: Call,
  dependencies: ForwardDependencies,
  { change, stored }: { change: Modification['change']; stored: JsonObject | undefined },
): Promise<BackendAnswer> {
  const { exchange, resource } = call;
  if (stored === undefined) throw notFound(resource.plural, resource.name ?? '');
  const breathe = breathing(dependencies.clock);
  const changed = withVersion(await change(stored, breathe), stored);
  await breathe();
  const object = prepareUpdate(call, changed, stored);
  await breathe();
  const body = await replacement(object, breathe);
  await breathe();
  // Without a kind it is nothing: kube-apiserver says so, and of a spec nothing more.
  if (textAt(object, 'kind') && changesSpec(call, object, stored)) await judge(call, dependencies, { object, body });
  return dependencies.backend.call(passedOn(call, { ...body, query: { fieldManager: fieldManager(exchange) } }));
}

/** A patch as well, of the whole: kube-apiserver speaks of a patch differently than of an update, and forbids other things. */
async function replacement(object: JsonObject, breathe: () => Promise<void>): Promise<Body> {
  // Sorted, as kube-apiserver has it: an error may quote all of it.
  const patch = [{ op: 'replace', path: '', value: withSortedKeys(toRecord(object)) }];
  await breathe();
  return { method: 'PATCH', contentType: 'application/json-patch+json', body: stringifySafe(patch) };
}

/** A patch that took the resourceVersion out did not mean "whatever is there". */
function withVersion(object: JsonObject, stored: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  if (metadata === undefined || metadata['resourceVersion'] !== undefined) return object;
  return { ...object, metadata: { ...metadata, resourceVersion: versionOf(stored) } };
}
