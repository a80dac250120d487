import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Default 60 s. */
  deadlineMs?: number;
  /** Default 50 ms. */
  everyMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks until the answer is neither undefined nor false, and gives that answer. An error of `ask` counts as "not yet"; when the deadline passes,
 * the error thrown says `what` was waited for and, as its cause, how the last try failed.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { deadlineMs = 60_000, everyMs = 50, signal }: WaitOptions = {},
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const { answer, error } = await attempt(ask, end - performance.now());
    if (answer !== undefined && answer !== false) return answer;
    signal?.throwIfAborted();
    if (performance.now() >= end) {
      const why = error instanceof Error ? `: ${error.message}` : '';
      throw new Error(`waited ${deadlineMs / 1000} s in vain for ${what}${why}`, { cause: error });
    }
    await sleep(everyMs, undefined, { signal });
  }
}

/** A try that hangs is given up at the deadline; what it was waiting for is not stopped. */
async function attempt<T>(ask: () => Promise<T> | T, withinMs: number): Promise<{ answer?: T; error?: unknown }> {
  const done = new AbortController();
  const expired = sleep(Math.max(withinMs, 0), undefined, { signal: done.signal }).then(() => {
    throw new Error('the last try did not end');
  });
  try {
    return { answer: await Promise.race([ask(), expired]) };
  } catch (error) {
    return { error };
  } finally {
    expired.catch(() => undefined);
    done.abort();
  }
}
