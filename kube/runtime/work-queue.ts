import type { Clock } from '../process/clock.ts';
import type { Random } from '../process/random.ts';

export interface WorkQueueOptions {
  clock: Clock;
  random: Random;
  /** First delay after a failure; doubles each time. Default 500 ms. */
  baseMs?: number;
  /** Default 5 minutes. */
  maxMs?: number;
}

interface Timer {
  dueAt: number;
  cancel: AbortController;
}

/** Keys to work on: each at most once in the queue and never in two hands at once. */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #ready = new Set<string>();
  readonly #inHand = new Set<string>();
  /** Added while in hand: ready again as soon as they are done. */
  readonly #again = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();
  readonly #takers = new Set<(key: string | undefined) => void>();
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#baseMs = options.baseMs ?? 500;
    this.#maxMs = options.maxMs ?? 300_000;
  }

  /** Keys ready to be taken. */
  get size(): number {
    return this.#ready.size;
  }

  /** Now, or as soon as the one who works on it is done. */
  add(key: string): void {
    if (this.#closed) return;
    this.#cancelTimer(key);
    if (this.#inHand.has(key)) {
      this.#again.add(key);
      return;
    }
    const [taker] = this.#takers;
    if (taker === undefined) this.#ready.add(key);
    else this.#give(key, taker);
  }

  /** After `ms`; an earlier time already set stays. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    const dueAt = this.#clock.monotonic() + ms;
    const set = this.#timers.get(key);
    if (set !== undefined && set.dueAt <= dueAt) return;
    this.#cancelTimer(key);
    const cancel = new AbortController();
    this.#timers.set(key, { dueAt, cancel });
    this.#clock.sleep(ms, cancel.signal).then(
      () => this.add(key),
      () => undefined,
    );
  }

  /** After the key's backoff, which grows until `forget`. Returns the delay in milliseconds. */
  addBackoff(key: string): number {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const full = Math.min(this.#baseMs * 2 ** failures, this.#maxMs);
    const delay = full * (0.75 + this.#random.fraction() / 2);
    this.addAfter(key, delay);
    return delay;
  }

  /** The key's next failure counts as its first. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The next key; undefined once the signal is aborted or the queue closed. Each key taken must be given back with `done`. */
  take(signal: AbortSignal): Promise<string | undefined> {
    if (signal.aborted || this.#closed) return Promise.resolve(undefined);
    const [key] = this.#ready;
    if (key !== undefined) {
      this.#ready.delete(key);
      this.#inHand.add(key);
      return Promise.resolve(key);
    }
    return new Promise((resolve) => {
      const taker = (given: string | undefined): void => {
        signal.removeEventListener('abort', leave);
        this.#takers.delete(taker);
        resolve(given);
      };
      const leave = (): void => taker(undefined);
      this.#takers.add(taker);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  done(key: string): void {
    this.#inHand.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  /** Drops what waits: timers stop, takers get undefined, nothing more is added. */
  close(): void {
    this.#closed = true;
    this.#ready.clear();
    this.#again.clear();
    for (const key of this.#timers.keys()) this.#cancelTimer(key);
    for (const taker of this.#takers) taker(undefined);
  }

  #give(key: string, taker: (key: string) => void): void {
    this.#inHand.add(key);
    taker(key);
  }

  #cancelTimer(key: string): void {
    this.#timers.get(key)?.cancel.abort();
    this.#timers.delete(key);
  }
}
