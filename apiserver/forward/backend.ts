import { recordGroup, version } from '../../api/groups.ts';
import type { StoredKind } from '../../api/kinds.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { resourcePath } from '../../kube/client/resource.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { ResourceInfo } from '../server/request-info.ts';
import { unreachable } from '../server/failures.ts';
import { servedWarnings } from '../translate/warning.ts';
import { pauseIfLarge } from './pause-if-large.ts';
import { RecentObjects } from './recent-objects.ts';
import { readStatus, refusal } from '../translate/refusal.ts';

/** A success of kube-apiserver's. */
export interface BackendAnswer {
  status: number;
  body: Buffer;
}

export interface BackendRequest extends Omit<KubeRequest, 'path'> {
  /** The collection, object or subresource of a served kind; the record's is what is asked for. */
  target: { kind: StoredKind; resource: ResourceInfo };
  /** Told of each Warning header of the answer, whether it is a success or not, in our names. Left out where the client is not to hear of it. */
  warn?: (text: string) => void;
}

/** The records in kube-apiserver. Everything but success is thrown as a StatusError that may be shown to the client. */
export interface Backend {
  /** Reads the whole answer. */
  call(request: BackendRequest): Promise<BackendAnswer>;
  /** Hands the answer on as it arrives; trouble on the way is a StatusError as well. */
  stream(request: BackendRequest): Promise<{ status: number; pieces: AsyncIterable<Buffer> }>;
  /** Leaves the body to be streamed. The caller reads or destroys it. */
  open(request: BackendRequest): Promise<KubeResponse>;
  /** The record behind an object as it was when it last passed through here; undefined when that is long ago. */
  recall(target: BackendRequest['target']): Buffer | undefined;
}

export function createBackend(client: Kube, clock: Pick<Clock, 'monotonic'>): Backend {
  const recent = new RecentObjects(clock);
  const open = async ({ target, warn, ...request }: BackendRequest): Promise<KubeResponse> => {
    const asked = client.request({ retry: false, ...request, path: recordPath(target) });
    const response = await orCut(asked, request.signal);
    if (warn !== undefined) servedWarnings(response.headers['warning']).forEach(warn);
    if (response.status >= 200 && response.status < 300) return response;
    const body = Buffer.from(await response.body.arrayBuffer());
    // It may have ten thousand causes: read in one turn, translated in one, written in one.
    const told = readStatus(body);
    await pauseIfLarge(body);
    const refused = refusal({ status: response.status, retryAfter: retryAfterOf(response), told });
    await pauseIfLarge(body);
    throw refused;
  };
  const stream = async (request: BackendRequest) => {
    const response = await open(request);
    return { status: response.status, pieces: bodyOf(response, request.signal) };
  };
  const whole = async (request: BackendRequest): Promise<BackendAnswer> => {
    const { status, body } = await open(request);
    return { status, body: Buffer.from(await orCut(body.arrayBuffer(), request.signal)) };
  };
  const call = async (request: BackendRequest): Promise<BackendAnswer> => {
    const path = objectPath(request.target);
    const { status, body } = await whole(request).catch((error: unknown) => {
      recent.forget(path);
      throw error;
    });
    if (isStoredObject(request)) recent.remember(path, body);
    else if (request.method !== 'GET') recent.forget(path);
    return { status, body };
  };
  return { open, stream, call, recall: (target) => recent.recall(objectPath(target)) };
}

/** Whether what is answered is an object as it is stored. */
function isStoredObject({ method, target, accept = 'application/json', query = {} }: BackendRequest): boolean {
  const isWhole = target.resource.named && accept === 'application/json';
  return isWhole && method !== 'DELETE' && query['dryRun'] === undefined;
}

/** The same for an object and its subresources. */
function objectPath({ kind, resource }: BackendRequest['target']): string {
  const { subresource: _main, ...object } = resource;
  return recordPath({ kind, resource: object });
}

async function* bodyOf({ body }: KubeResponse, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(error);
  }
}

/** Path of the record behind what a request names. */
export function recordPath({ kind, resource }: BackendRequest['target']): string {
  const { namespace, name, named, subresource } = resource;
  return resourcePath({
    group: recordGroup,
    version,
    plural: kind.record.plural,
    ...(namespace === undefined ? {} : { namespace }),
    ...(named && name !== undefined ? { name } : {}),
    ...(subresource === undefined ? {} : { subresource }),
  });
}

/** All parameters of a request's query, as kube-apiserver is to get them. */
export function forwardedQuery(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** What kube-apiserver answers; trouble on the way in words for the client. */
async function orCut<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(error);
  }
}

function retryAfterOf(response: KubeResponse): number | undefined {
  const seconds = Number([response.headers['retry-after'] ?? []].flat()[0]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
