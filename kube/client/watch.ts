import type { KubeObject } from '../../api/meta/list.ts';
import type { Status } from '../../api/meta/status.ts';
import { isSuccess, readStatusError } from './answer.ts';
import { parsePlain } from '../json/safe.ts';
import { discard } from './body.ts';
import type { Kube } from './kube.ts';
import { readLines } from './line-reader.ts';
import { resourcePath } from './resource.ts';
import type { ResourceRef } from './resource.ts';
import { StatusError } from './status-error.ts';

export type Watched = Pick<KubeObject, 'metadata'>;

export type WatchEvent<T> =
  { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T } | { type: 'BOOKMARK'; resourceVersion: string };

export interface WatchOptions {
  resourceVersion?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
  /** The server ends the watch after this. Default: the server's choice. */
  timeoutSeconds?: number;
  /** Milliseconds without a byte until the connection counts as dead. Default 180,000: bookmarks come each minute. */
  idleMs?: number;
}

/** Nothing arrived for so long that the connection is taken for dead. */
export class WatchIdle extends Error {
  constructor(ms: number) {
    super(`nothing arrived on a watch for ${ms} ms`);
    this.name = 'WatchIdle';
  }
}

const defaultIdleMs = 180_000;

/**
 * One watch connection; it ends when the server ends it. Events are handed out one by one and no faster than they are taken.
 * @throws {StatusError} when it is refused, and on an ERROR event (410: list again); `WatchIdle`; whatever cut the connection.
 */
export async function* watchOnce<T extends Watched>(
  client: Kube,
  ref: ResourceRef,
  options: WatchOptions = {},
): AsyncGenerator<WatchEvent<T>> {
  const idleMs = options.idleMs ?? defaultIdleMs;
  const guard = new IdleGuard(idleMs);
  const { signal } = options;
  const response = await client.request({
    method: 'GET',
    path: resourcePath(ref),
    query: {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: options.resourceVersion,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      timeoutSeconds: options.timeoutSeconds?.toString(),
    },
    longRunning: true,
    signal: signal === undefined ? guard.signal : AbortSignal.any([signal, guard.signal]),
  });
  try {
    if (!isSuccess(response)) throw await readStatusError(response);
    for await (const line of readLines(guard.watching(response.body))) yield parseEvent<T>(line);
  } finally {
    guard.stop();
    discard(response.body);
  }
}

function parseEvent<T>(line: Buffer): WatchEvent<T> {
  const event = parsePlain(line.toString()) as { type: string; object: unknown };
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      // The server's word for its own schema: nothing here could check it.
      return { type: event.type, object: event.object as T };
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: (event.object as Watched).metadata.resourceVersion ?? '' };
    case 'ERROR':
      throw new StatusError(event.object as Status);
    default:
      throw new Error(`a watch event of the unknown type ${JSON.stringify(event.type)}`);
  }
}

/** Aborts its signal when the server is silent for too long; time that the caller takes does not count. */
class IdleGuard {
  readonly #abort = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  async *watching(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      this.#start();
      const { value, done } = await chunks.next();
      this.stop();
      if (done === true) return;
      yield value;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = setTimeout(() => this.#abort.abort(new WatchIdle(this.#ms)), this.#ms);
  }
}
