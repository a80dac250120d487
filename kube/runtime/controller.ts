import type { Informer } from '../cache/informer.ts';
import type { Watched } from '../client/watch.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import { systemRandom } from '../process/random.ts';
import type { Random } from '../process/random.ts';
import { orAborted } from './or-aborted.ts';
import { failed } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { WorkQueue } from './work-queue.ts';

/** Brings the object of a key a step further. Level-based: given only the key. It must stop soon when the signal is aborted. */
export type Reconcile = (key: string, signal: AbortSignal) => Promise<Outcome>;

export interface ControllerOptions<T extends Watched> {
  /** For logs and metrics, such as `backup`. */
  name: string;
  /** Its changes put keys in the queue. Its `run` is somebody else's to call. */
  informer: Informer<T>;
  reconcile: Reconcile;
  /** Keys worked on at once. Default 1. */
  workers?: number;
  clock: Clock;
  random?: Random;
  log: Log;
  /** Told of each reconcile's end. */
  observe?: (result: { name: string; outcome: Outcome['type']; seconds: number }) => void;
}

/** What a controller is given by whoever starts it, whatever it does. */
export type Watching<T extends Watched> = Pick<ControllerOptions<T>, 'informer' | 'observe'>;

/** Informer → queue → reconcile. Other sources may add keys to `queue` as well. */
export class Controller<T extends Watched> {
  readonly queue: WorkQueue;
  readonly #options: ControllerOptions<T>;
  readonly #log: Log;

  constructor(options: ControllerOptions<T>) {
    this.#options = options;
    this.#log = options.log.child({ controller: options.name });
    this.queue = new WorkQueue({ clock: options.clock, random: options.random ?? systemRandom });
  }

  /** Waits for the informer's first list, then works until the signal is aborted and every worker has returned. Runs once. */
  async run(signal: AbortSignal): Promise<void> {
    const { informer, workers = 1 } = this.#options;
    const stopListening = informer.onChange(({ key }) => this.queue.add(key));
    try {
      await orAborted(informer.synced, signal);
      if (signal.aborted) return;
      this.#log.info('controller started', { workers });
      await Promise.all(Array.from({ length: workers }, () => this.#work(signal)));
    } finally {
      stopListening();
      this.queue.close();
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let key = await this.queue.take(signal); key !== undefined; key = await this.queue.take(signal)) {
      const outcome = await this.#reconcile(key, signal);
      if (!signal.aborted) this.#schedule(key, outcome);
      this.queue.done(key);
    }
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<Outcome> {
    const { name, reconcile, clock, observe } = this.#options;
    const started = clock.monotonic();
    const outcome = await reconcile(key, signal).catch(failed);
    observe?.({ name, outcome: outcome.type, seconds: (clock.monotonic() - started) / 1000 });
    return outcome;
  }

  #schedule(key: string, outcome: Outcome): void {
    if (outcome.type === 'error') {
      const delayMs = Math.round(this.queue.addBackoff(key));
      this.#log.warn('reconcile failed', { key, error: outcome.error, delayMs });
      return;
    }
    this.queue.forget(key);
    if (outcome.type === 'again') this.queue.addAfter(key, outcome.afterMs);
    if (outcome.type === 'blocked') {
      this.#log.info('reconcile blocked', { key, reason: outcome.reason, explanation: outcome.message });
    }
  }
}
