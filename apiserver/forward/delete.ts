import { forwardedQuery } from './backend.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { deletesData, markForDataDeletion } from './delete-data.ts';
import { deleteBody, readDeleteOptions } from './delete-options.ts';
import type { DeleteOptions } from './delete-options.ts';
import { acceptFor, encodingFor } from './encoding.ts';
import { replyMaybeStatus, warningsTo } from './reply.ts';

/** DELETE of one object: with its data when a user asks. */
export const remove: Verb = async (call, dependencies) => {
  const { exchange, kind, resource } = call;
  const encoding = encodingFor(exchange);
  const sent = await readDeleteOptions(exchange);
  const body = deleteBody(sent.options, await prepare(call, dependencies, sent));
  const answer = await dependencies.backend.call({
    method: 'DELETE',
    target: { kind, resource },
    query: forwardedQuery(exchange.info.query),
    ...(body === undefined ? {} : { body }),
    accept: acceptFor(encoding),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
  await replyMaybeStatus(exchange, encoding, answer);
};

async function prepare(call: Call, dependencies: ForwardDependencies, { preconditions, dryRun }: DeleteOptions) {
  if (dryRun || !call.strategy.ownsData || !deletesData(call.exchange.user)) return preconditions;
  return markForDataDeletion(call, dependencies, { preconditions });
}
