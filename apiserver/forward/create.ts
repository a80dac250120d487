import { breathing } from '../../kube/process/breath.ts';
import type { Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { fieldManager } from './field-manager.ts';
import { judge } from './judge.ts';
import { passedOn } from './pass-on.ts';
import { readSent, recordBody } from './read-sent.ts';
import { reply } from './reply.ts';
import { judgeDuplicates } from './strict.ts';
import { writeContext } from './write-context.ts';

/** POST: the strategy completes the object, our rules and kube-apiserver's judge it together, then the record is created. */
export const create: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const sent = await readSent(call, dependencies, 'POST');
  const breathe = breathing(dependencies.clock);
  const object = await call.strategy.prepareForCreate(sent.object, writeContext(call));
  const body = recordBody('POST', object);
  await breathe();
  await judgeDuplicates(call, dependencies, { sent, body });
  await judge(call, dependencies, { object, body });
  const answer = await dependencies.backend.call(
    passedOn(call, { ...body, query: { fieldManager: fieldManager(exchange) } }),
  );
  await reply(exchange, encoding, answer);
};
