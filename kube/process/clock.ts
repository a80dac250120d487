import { setTimeout as sleepFor } from 'node:timers/promises';

/**
 * Time as the rooms see it. `now` is wall-clock time (it may jump), `monotonic` is milliseconds that only grow: measure
 * spans and leases with it. `sleep` resolves after `ms` and rejects with the signal's reason when it is aborted first.
 */
export interface Clock {
  now(): Date;
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    try {
      await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
