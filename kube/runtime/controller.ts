import type { Informer } from '../cache/informer.ts';
import type { Watched } from '../client/watch.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';
import type { Outcome } from './outcome.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ControllerOptions<T extends Watched> {
  /** For logs and metrics, such as `backup`. */
  name: string;
  /** Its changes put keys in the queue. Its `run` is somebody else's to call. */
  informer: Informer<T>;
  /** Level-based: given only the key. It must stop soon when the signal is aborted. */
  reconcile: (key: string, signal: AbortSignal) => Promise<Outcome>;
  /** Keys worked on at once. Default 1. */
  workers?: number;
  clock: Clock;
  random?: Random;
  log: Log;
  /** Told of each reconcile's end. */
  observe?: (result: { name: string; outcome: Outcome['type']; seconds: number }) => void;
}

/** Informer → queue → reconcile. */
export class Controller<T extends Watched> {
  readonly queue: WorkQueue;

  constructor(_options: ControllerOptions<T>) {
    throw new Error('not built yet');
  }
  /** Waits for the informer's first list, then works until the signal is aborted and every worker has returned. */
  async run(_signal: AbortSignal): Promise<void> {
    throw new Error('not built yet');
  }
}
