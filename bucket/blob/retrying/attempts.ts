import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions } from '../blob-store.ts';
import { BlobError } from '../errors.ts';

export interface RetryOptions {
  /** Of one call, or of a body or listing without progress. */
  attempts: number;
  /** Milliseconds before the second attempt; four times as much before each further one. */
  delay: number;
}

/** Runs a call, again after an error that is temporary. */
export type Attempts = <T>(options: CallOptions | undefined, call: () => Promise<T>) => Promise<T>;

/** Makes what runs calls so often. The error of the last attempt, and one that is permanent, is thrown as it is. */
export function attempter(options: RetryOptions): Attempts {
  return async (callOptions, call) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        if (attempt >= options.attempts || !isTemporary(error)) throw error;
        const signal = callOptions?.signal;
        await sleep(options.delay * 4 ** (attempt - 1), undefined, { ...(signal && { signal }) });
      }
    }
  };
}

function isTemporary(error: unknown): boolean {
  return error instanceof BlobError && !error.permanent;
}
