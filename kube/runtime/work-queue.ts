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

/** Keys to work on: each at most once in the queue and never in two hands at once. */
export class WorkQueue {
  constructor(_options: WorkQueueOptions) {}
  /** Now, or when the one who works on it is done. */
  add(_key: string): void {
    throw new Error('not built yet');
  }
  /** After `ms`; an earlier time already set stays. */
  addAfter(_key: string, _ms: number): void {
    throw new Error('not built yet');
  }
  /** After the key's backoff, which grows until `forget`. Returns the delay in milliseconds. */
  addBackoff(_key: string): number {
    throw new Error('not built yet');
  }
  forget(_key: string): void {
    throw new Error('not built yet');
  }
  /** The next key; undefined once the signal is aborted. Each key taken must be given back with `done`. */
  async take(_signal: AbortSignal): Promise<string | undefined> {
    throw new Error('not built yet');
  }
  done(_key: string): void {
    throw new Error('not built yet');
  }
  /** Keys ready to be taken. */
  get size(): number {
    throw new Error('not built yet');
  }
}
