import type { Status } from '../../api/meta/status.ts';
import type { Clock } from '../../kube/process/clock.ts';
import { entries } from './entries.ts';
import { eventsOf } from './events.ts';
import type { ObjectEvent } from './events.ts';
import { expiredVersion } from './failures.ts';
import type { Change } from './history.ts';
import type { ListOptions } from './options.ts';
import type { Query } from './query.ts';
import type { View } from './view.ts';

/** What a watch says, in the order in which it says it. An ERROR is the last. */
export type FeedEvent =
  | ObjectEvent
  | { type: 'BOOKMARK'; resourceVersion: number; annotations?: Record<string, string> }
  | { type: 'ERROR'; status: Status };

export interface FeedOptions {
  view: View;
  query: Query;
  options: ListOptions;
  clock: Clock;
  /** Seconds until `signal` is going to be aborted. */
  deadline: number;
  /** Ends the watch. */
  signal: AbortSignal;
}

/** kube-apiserver's: a bookmark a minute, and one two seconds before a watch ends, so that the next one goes on from there. */
const bookmarkPeriod = 60_000;
const bookmarkBeforeEnd = 2_000;

/** One watch of a view. */
export class Feed {
  readonly #of: FeedOptions;
  readonly #generation: number;
  #next = 0;
  #startedAt = 0;
  #bookmarkDue = false;
  /** Ends the present pause, if there is one. */
  #wake: () => void = () => undefined;

  constructor(of: FeedOptions) {
    this.#of = of;
    this.#generation = of.view.generation;
  }

  async *read(): AsyncGenerator<FeedEvent> {
    const { view, options, signal } = this.#of;
    const wake = (): void => this.#wake();
    const forget = view.onChange(wake);
    signal.addEventListener('abort', wake, { once: true });
    if (options.bookmarks) void this.#ringForBookmarks();
    try {
      yield* this.#events();
    } finally {
      forget();
    }
  }

  async *#events(): AsyncGenerator<FeedEvent> {
    const { view } = this.#of;
    const from = this.#start();
    if (from === 'expired') {
      yield this.#expired();
      return;
    }
    this.#next = from;
    if (this.#beginsWithState()) yield* this.#state();
    while (!this.#of.signal.aborted) {
      const change = this.#generation === view.generation ? view.changeAt(this.#next) : 'gone';
      if (change === 'gone') {
        yield this.#expired();
        return;
      }
      if (change === undefined) yield* this.#pause();
      else yield* this.#take(change);
    }
  }

  *#take(change: Change): Generator<FeedEvent> {
    this.#next += 1;
    if (this.#isNews(change)) yield* eventsOf(change, this.#of.query);
  }

  /** Nothing has happened: until something does, or with the bookmark that is due. */
  async *#pause(): AsyncGenerator<FeedEvent> {
    if (this.#bookmarkDue) {
      this.#bookmarkDue = false;
      yield this.#bookmark();
      return;
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The number of the change to begin with. */
  #start(): number | 'expired' {
    const { view, options } = this.#of;
    this.#startedAt = view.resourceVersion;
    if (this.#beginsWithState() || options.given !== 'exactly') return view.end;
    return view.firstAfter(options.resourceVersion) ?? 'expired';
  }

  /** Asked for, or what a watch without a resourceVersion has always done. */
  #beginsWithState(): boolean {
    const { sendInitialEvents, given } = this.#of.options;
    return sendInitialEvents ?? given !== 'exactly';
  }

  async *#state(): AsyncGenerator<FeedEvent> {
    const { view, query, options } = this.#of;
    for (const entry of entries(view.now().blocks, query)) {
      if (this.#of.signal.aborted) return;
      if (entry !== undefined) yield { type: 'ADDED', object: entry.block.object(entry.index) };
    }
    if (options.sendInitialEvents === true && options.bookmarks) {
      yield this.#bookmark({ 'k8s.io/initial-events-end': 'true' }, this.#startedAt);
    }
  }

  /** A client may name a resourceVersion that this replica has not come to: it has seen what happens until then. */
  #isNews({ resourceVersion, late }: Change): boolean {
    const { options } = this.#of;
    if (options.given !== 'exactly' || this.#beginsWithState()) return true;
    return resourceVersion > options.resourceVersion || (late && resourceVersion === options.resourceVersion);
  }

  /** Bookmarks are due every minute, and once more shortly before the end. */
  async #ringForBookmarks(): Promise<void> {
    const { clock, deadline, signal } = this.#of;
    const last = clock.monotonic() + deadline * 1000 - bookmarkBeforeEnd;
    let isLastToCome = deadline * 1000 > bookmarkBeforeEnd;
    while (!signal.aborted) {
      const left = last - clock.monotonic();
      const isLast = isLastToCome && left <= bookmarkPeriod;
      if (isLast) isLastToCome = false;
      const ms = isLast ? Math.max(0, left) : bookmarkPeriod;
      await clock.sleep(ms, signal).catch(() => undefined);
      this.#bookmarkDue = true;
      this.#wake();
    }
  }

  #bookmark(annotations?: Record<string, string>, resourceVersion?: number): FeedEvent {
    return {
      type: 'BOOKMARK',
      resourceVersion: resourceVersion ?? Math.max(this.#of.view.resourceVersion, this.#of.options.resourceVersion),
      ...(annotations === undefined ? {} : { annotations }),
    };
  }

  #expired(): FeedEvent {
    const { view, options } = this.#of;
    return {
      type: 'ERROR',
      status: expiredVersion(`too old resource version: ${options.resourceVersion} (${view.floor})`).status,
    };
  }
}
