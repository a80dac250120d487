import type { Call, ForwardDependencies, Verb } from './call.ts';
import { deletesData, markForDataDeletion } from './delete-data.ts';
import { deleteBody, readDeleteOptions } from './delete-options.ts';
import type { DeleteOptions } from './delete-options.ts';
import { encodingFor } from './encoding.ts';
import { passedOn } from './pass-on.ts';
import { replyMaybeStatus } from './reply.ts';

/** DELETE of one object: with its data when a user asks. */
export const remove: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const sent = await readDeleteOptions(exchange, dependencies);
  const body = deleteBody(sent.options, await prepare(call, dependencies, sent));
  const answer = await dependencies.backend.call(
    passedOn(call, { method: 'DELETE', ...(body === undefined ? {} : { body }) }),
  );
  await replyMaybeStatus(exchange, encoding, answer);
};

async function prepare(call: Call, dependencies: ForwardDependencies, { preconditions, dryRun }: DeleteOptions) {
  if (dryRun || !call.strategy.ownsData || !deletesData(call.exchange.user)) return preconditions;
  return markForDataDeletion(call, dependencies, { preconditions });
}
