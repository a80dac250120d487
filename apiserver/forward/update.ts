import { breathing } from '../../kube/process/breath.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { judge } from './judge.ts';
import { changesSpec, prepareUpdate } from './prepare-update.ts';
import { passedOn } from './pass-on.ts';
import { readSent, recordBody } from './read-sent.ts';
import { reply } from './reply.ts';
import { findRecent, readStored, versionOf } from './stored.ts';
import { judgeDuplicates } from './strict.ts';

/** PUT of an object or of its status. Name, UID and resourceVersion are compared by kube-apiserver. */
export const update: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const sent = await readSent(call, dependencies, 'PUT');
  const stored = await readNamed(call, dependencies, sent.object);
  const breathe = breathing(dependencies.clock);
  const object = prepareUpdate(call, sent.object, stored);
  await breathe();
  const body = recordBody('PUT', object);
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
