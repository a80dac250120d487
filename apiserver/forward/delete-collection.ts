import pLimit from 'p-limit';
import { recordApiVersion } from '../../api/groups.ts';
import { isExpired, isStatus } from '../../kube/client/status-error.ts';
import { parseSafe } from '../../kube/json/safe.ts';
import { sliceList } from '../../kube/json/slice-list.ts';
import type { ListSlices } from '../../kube/json/slice-list.ts';
import { tooManyRequests } from '../server/failures.ts';
import { objectAt, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { servedBytes } from '../translate/served-stream.ts';
import { forwardedQuery } from './backend.ts';
import type { Call, ForwardDependencies, Verb } from './call.ts';
import { deletesData, markForDataDeletion } from './delete-data.ts';
import { deleteBody, readDeleteOptions } from './delete-options.ts';
import type { DeleteOptions } from './delete-options.ts';
import { encodingFor } from './encoding.ts';
import { passedOn } from './pass-on.ts';
import { replyMaybeStatus, replyStreaming } from './reply.ts';

/** Deletions at once within one request. */
const parallel = 20;

/** Objects listed at once: a page is looked through in one go, and everybody else waits meanwhile. */
const pageSize = 200;

/** Milliseconds after which no further page is begun: at 60,000 kube-apiserver would cut the request, and its 504 is not repeated by clients. */
const patience = 45_000;

/**
 * DELETE of a collection. Where a user's deletion is one of data as well, each object is marked and deleted by itself; an object that
 * appears meanwhile is not deleted. Everything else is kube-apiserver's own deletecollection, quick and in one call: a namespace waits for it.
 */
export const removeCollection: Verb = async (call, dependencies) => {
  const { exchange, strategy } = call;
  const sent = await readDeleteOptions(exchange, dependencies);
  const byObject = strategy.ownsData && deletesData(exchange.user) && !sent.dryRun;
  await (byObject ? removeEach : removeAll)(call, dependencies, sent);
};

async function removeAll(call: Call, { backend }: ForwardDependencies, sent: DeleteOptions): Promise<void> {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  const body = deleteBody(sent.options, sent.preconditions);
  const answer = await backend.call(passedOn(call, { method: 'DELETE', ...(body === undefined ? {} : { body }) }));
  await replyMaybeStatus(exchange, encoding, answer);
}

/** @throws {StatusError} 429 when there are too many for one request: clients repeat it, and it goes on */
async function removeEach(call: Call, dependencies: ForwardDependencies, sent: DeleteOptions): Promise<void> {
  const deleted: ListSlices[] = [];
  const until = dependencies.clock.monotonic() + patience;
  for await (const { page, again } of pagesOf(call, dependencies)) {
    if (again) deleted.length = 0;
    deleted.push(page);
    const limit = pLimit(parallel);
    // What an earlier request has deleted waits for its data to be: with that again each further request would do less that is new.
    const due = page.items.filter(({ meta }) => meta.deletionTimestamp === undefined);
    const results = await Promise.allSettled(
      due.map(({ bytes }) => limit(() => removeOne(call, dependencies, { bytes, sent }))),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (page.continue !== undefined && dependencies.clock.monotonic() > until) {
      throw tooManyRequests('not all objects of the collection could be deleted in one request; repeat it to go on');
    }
  }
  const { exchange, kind } = call;
  await replyStreaming(exchange, encodingFor(exchange), { status: 200, pieces: listOf(deleted, kind.record.kind) });
}

/**
 * The objects that are meant: the client's own page of them when it asked for one, else page by page. `again` is a list that had to be begun
 * anew, because kube-apiserver has forgotten the state of the one before.
 */
async function* pagesOf(
  call: Call,
  dependencies: ForwardDependencies,
): AsyncGenerator<{ page: ListSlices; again: boolean }> {
  const { query } = call.exchange.info;
  if (query.has('limit')) {
    yield { page: await pageOf(call, dependencies), again: false };
    return;
  }
  let [next, again]: [string | undefined, boolean] = ['', false];
  while (next !== undefined) {
    const more: Record<string, string> = next === '' ? {} : { continue: next };
    const page: ListSlices | undefined = await pageOf(call, dependencies, { limit: `${pageSize}`, ...more }).catch(
      forgotten,
    );
    if (page !== undefined) yield { page, again };
    [next, again] = page === undefined ? ['', true] : [page.continue, false];
  }
}

/** Undefined for a continue token that is too old. */
function forgotten(error: unknown): undefined {
  if (isExpired(error)) return undefined;
  throw error;
}

async function pageOf(call: Call, { backend }: ForwardDependencies, more = {}) {
  const answer = await backend.call(passedOn(call, { method: 'GET', query: more, accept: 'application/json' }));
  return sliceList(answer.body);
}

/** The records as one list again: what kube-apiserver answers to a deletion of many. */
async function* listOf(pages: readonly ListSlices[], kind: string): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"apiVersion":"${recordApiVersion}","items":[`);
  let first = true;
  for (const { items } of pages) {
    for (const { bytes } of items) {
      yield first ? bytes : Buffer.concat([comma, bytes]);
      first = false;
    }
  }
  const { continue: next = '', resourceVersion = '' } = pages.at(-1) ?? {};
  yield Buffer.from(`],"kind":"${kind}List","metadata":${JSON.stringify({ continue: next, resourceVersion })}}\n`);
}

const comma = Buffer.from(',');

async function removeOne(
  { exchange, kind, resource }: Call,
  dependencies: ForwardDependencies,
  { bytes, sent }: { bytes: Buffer; sent: DeleteOptions },
): Promise<void> {
  const known = parseSafe(servedBytes(bytes).toString('utf8')) as JsonObject;
  const metadata = objectAt(known, 'metadata') ?? {};
  const [name = '', namespace = '', uid = ''] = ['name', 'namespace', 'uid'].map((key) => textAt(metadata, key));
  const target = { ...resource, name, namespace, named: true };
  try {
    await markForDataDeletion({ exchange, kind, resource: target }, dependencies, { preconditions: { uid }, known });
    await dependencies.backend.call({
      method: 'DELETE',
      target: { kind, resource: target },
      body: deleteBody(sent.options, { uid }) ?? '',
      query: deleteQuery(exchange.info.query),
      signal: exchange.signal,
    });
  } catch (error) {
    // Deleted, or deleted and made anew, by somebody else: it is gone.
    if (!isStatus(error) || (error.code !== 404 && error.code !== 409)) throw error;
  }
}

/** Of the query only what is about deleting: selectors were for the list. */
function deleteQuery(query: URLSearchParams): Record<string, string[]> {
  const own = ['gracePeriodSeconds', 'propagationPolicy', 'orphanDependents'];
  return Object.fromEntries(Object.entries(forwardedQuery(query)).filter(([name]) => own.includes(name)));
}
