import { systemClock } from '../process/clock.ts';
import type { Clock } from '../process/clock.ts';
import { silentLog } from '../process/log.ts';
import type { Log } from '../process/log.ts';
import { systemRandom } from '../process/random.ts';
import type { Random } from '../process/random.ts';
import type { Kube } from './kube.ts';
import { resourcePath } from './resource.ts';
import type { ResourceRef } from './resource.ts';
import { isExpired, isStatus } from './status-error.ts';
import { watchOnce } from './watch.ts';
import type { Watched } from './watch.ts';

/** `SYNC` is the whole collection: what it lacks is gone. `BOOKMARK`: nothing happened until then. */
export type FollowEvent<T, Listed = T> =
  | ListedAll<Listed>
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; resourceVersion: string };

interface ListedAll<Listed> {
  type: 'SYNC';
  items: Listed[];
  resourceVersion: string;
}

export interface FollowOptions<Listed = unknown> {
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
  clock?: Clock;
  random?: Random;
  log?: Log;
  /** See `WatchOptions`. */
  idleMs?: number;
  /** Lists the collection, in place of a list of whole objects: for collections that are too big to be held. */
  list?: () => Promise<Omit<ListedAll<Listed>, 'type'>>;
  /** Repeat also after answers that need somebody to change something (a missing right, a kind not yet installed). */
  patient?: boolean;
}

/** client-go's: first and longest wait after a failure. */
const firstDelayMs = 800;
const maxDelayMs = 30_000;
/** client-go's: watches end after 5 to 10 minutes, at random so that clients do not all come back at once. */
const minWatchSeconds = 300;
const shortWatchMs = 1_000;

/**
 * Lists, then watches for ever: goes on after a cut where it was, and lists again when the server no longer knows that place (410).
 * Temporary failures are logged and repeated with growing waits.
 * @throws the signal's reason, and `StatusError` for an answer that will not get better by itself (400, 401, 403, 404, 405).
 */
export async function* follow<T extends Watched, Listed = T>(
  client: Kube,
  ref: ResourceRef,
  options: FollowOptions<Listed> = {},
): AsyncGenerator<FollowEvent<T, Listed>> {
  const place = new Place(ref, options);
  for (;;) {
    try {
      if (place.resourceVersion === undefined) {
        const listed = await (options.list ?? wholeList<Listed>(client, ref, place))();
        place.resourceVersion = listed.resourceVersion;
        place.recovered();
        yield { type: 'SYNC', ...listed };
      }
      yield* watchFrom<T>(client, ref, place);
      await place.pauseAfterEnd();
    } catch (error) {
      await place.pauseAfterFailure(error);
    }
  }
}

function wholeList<Listed>(
  client: Kube,
  ref: ResourceRef,
  { selectors }: Place,
): NonNullable<FollowOptions<Listed>['list']> {
  return async () => {
    const { items, metadata } = await client.list<Listed>(ref, selectors);
    return { items, resourceVersion: metadata.resourceVersion ?? '' };
  };
}

async function* watchFrom<T extends Watched>(
  client: Kube,
  ref: ResourceRef,
  place: Place,
): AsyncGenerator<Exclude<FollowEvent<T>, ListedAll<T>>> {
  for await (const event of watchOnce<T>(client, ref, place.watchOptions())) {
    place.recovered();
    if (event.type === 'BOOKMARK') {
      place.resourceVersion = event.resourceVersion;
    } else {
      place.resourceVersion = event.object.metadata.resourceVersion ?? place.resourceVersion;
    }
    yield event;
  }
}

/** How far we are, and how long to wait before going on. */
class Place {
  /** Undefined: list first. */
  resourceVersion: string | undefined;
  readonly #options: FollowOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #log: Log;
  #failures = 0;
  #startedAt = 0;

  constructor(ref: ResourceRef, options: FollowOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#log = (options.log ?? silentLog).child({ path: resourcePath(ref) });
  }

  get selectors(): Pick<FollowOptions, 'labelSelector' | 'fieldSelector' | 'signal'> {
    const { labelSelector, fieldSelector, signal } = this.#options;
    return {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  watchOptions(): Parameters<typeof watchOnce>[2] {
    this.#startedAt = this.#clock.monotonic();
    const { idleMs } = this.#options;
    return {
      ...this.selectors,
      ...(this.resourceVersion === undefined ? {} : { resourceVersion: this.resourceVersion }),
      ...(idleMs === undefined ? {} : { idleMs }),
      timeoutSeconds: Math.round(minWatchSeconds * (1 + this.#random.fraction())),
    };
  }

  recovered(): void {
    this.#failures = 0;
  }

  /** A server that ends each watch at once is not asked again at once. */
  async pauseAfterEnd(): Promise<void> {
    if (this.#clock.monotonic() - this.#startedAt >= shortWatchMs) this.#failures = 0;
    else await this.#clock.sleep(this.#delay(), this.#options.signal);
  }

  async pauseAfterFailure(error: unknown): Promise<void> {
    this.#options.signal?.throwIfAborted();
    if (isExpired(error)) {
      this.#log.debug('listing again: the server no longer has this resourceVersion');
      this.resourceVersion = undefined;
    } else if (this.#options.patient !== true && isForGood(error)) {
      throw error;
    } else {
      this.#log.warn('list or watch failed', { error });
    }
    await this.#clock.sleep(this.#delay(), this.#options.signal);
  }

  /** Between half and the whole of it. */
  #delay(): number {
    const full = Math.min(firstDelayMs * 2 ** this.#failures++, maxDelayMs);
    return full * (0.5 + this.#random.fraction() / 2);
  }
}

const forGood: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 406, 415, 422]);

function isForGood(error: unknown): boolean {
  return isStatus(error) && forGood.has(error.code);
}
