import pLimit from 'p-limit';
import { StatusError } from '../../kube/client/status-error.ts';
import { parseSafe } from '../../kube/json/safe.ts';
import { isObject, objectAt, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { servedBytes } from '../translate/served-stream.ts';
import { forwardedQuery } from './backend.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { deletesData, markForDataDeletion } from './delete-data.ts';
import { deleteBody, readDeleteOptions } from './delete-options.ts';
import type { DeleteOptions } from './delete-options.ts';
import { acceptFor, encodingFor } from './encoding.ts';
import { reply, replyMaybeStatus, warningsTo } from './reply.ts';

/** Deletions at once within one request. */
const parallel = 10;

/**
 * DELETE of a collection. Where a user's deletion is one of data as well, each object is marked and deleted by itself; an object that
 * appears meanwhile is not deleted. Everything else is kube-apiserver's own deletecollection, quick and in one call: a namespace waits for it.
 */
export const removeCollection: Verb = async (call, dependencies) => {
  const { exchange, strategy } = call;
  const sent = await readDeleteOptions(exchange);
  const byObject = strategy.ownsData && deletesData(exchange.user) && !sent.dryRun;
  await (byObject ? removeEach : removeAll)(call, dependencies, sent);
};

async function removeAll(call: Call, { backend }: ForwardDependencies, sent: DeleteOptions): Promise<void> {
  const { exchange, kind, resource } = call;
  const encoding = encodingFor(exchange);
  const body = deleteBody(sent.options, sent.preconditions);
  const answer = await backend.call({
    method: 'DELETE',
    target: { kind, resource },
    query: forwardedQuery(exchange.info.query),
    ...(body === undefined ? {} : { body }),
    accept: acceptFor(encoding),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
  await replyMaybeStatus(exchange, encoding, answer);
}

async function removeEach(call: Call, dependencies: ForwardDependencies, sent: DeleteOptions): Promise<void> {
  const { exchange, kind, resource } = call;
  const listed = await dependencies.backend.call({
    method: 'GET',
    target: { kind, resource },
    query: forwardedQuery(exchange.info.query),
    signal: exchange.signal,
    warn: warningsTo(exchange),
  });
  const { items } = parseSafe(servedBytes(listed.body).toString('utf8')) as { items: unknown[] };
  const limit = pLimit(parallel);
  const results = await Promise.allSettled(
    items.filter(isObject).map((item) => limit(() => removeOne(call, dependencies, { item, sent }))),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await reply(exchange, encodingFor(exchange), listed);
}

async function removeOne(
  { exchange, kind, resource }: Call,
  dependencies: ForwardDependencies,
  { item, sent }: { item: JsonObject; sent: DeleteOptions },
): Promise<void> {
  const metadata = objectAt(item, 'metadata') ?? {};
  const [name = '', namespace = '', uid = ''] = ['name', 'namespace', 'uid'].map((key) => textAt(metadata, key));
  const target = { ...resource, name, namespace, named: true };
  try {
    await markForDataDeletion({ exchange, kind, resource: target }, dependencies, { uid });
    await dependencies.backend.call({
      method: 'DELETE',
      target: { kind, resource: target },
      body: deleteBody(sent.options, { uid }) ?? '',
      query: deleteQuery(exchange.info.query),
      signal: exchange.signal,
    });
  } catch (error) {
    // Deleted, or deleted and made anew, by somebody else: it is gone.
    if (!(error instanceof StatusError) || (error.code !== 404 && error.code !== 409)) throw error;
  }
}

/** Of the query only what is about deleting: selectors were for the list. */
function deleteQuery(query: URLSearchParams): Record<string, string[]> {
  const own = ['gracePeriodSeconds', 'propagationPolicy', 'orphanDependents'];
  return Object.fromEntries(Object.entries(forwardedQuery(query)).filter(([name]) => own.includes(name)));
}
