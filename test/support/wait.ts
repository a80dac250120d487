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
    const { answer, error } = await attempt(ask);
    if (answer !== undefined && answer !== false) return answer;
    signal?.throwIfAborted();
    if (performance.now() >= end) {
      const why = error instanceof Error ? `: ${error.message}` : '';
      throw new Error(`waited ${deadlineMs / 1000} s in vain for ${what}${why}`, { cause: error });
    }
    await sleep(everyMs, undefined, { signal });
  }
}

async function attempt<T>(ask: () => Promise<T> | T): Promise<{ answer?: T; error?: unknown }> {
  try {
    return { answer: await ask() };
  } catch (error) {
    return { error };
  }
}
