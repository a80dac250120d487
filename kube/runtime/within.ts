import type { Clock } from '../process/clock.ts';

/** Runs `action` with a signal that is aborted after `ms`, or with the outer one. Rejects with the signal's reason then. */
export async function within<T>(
  ms: number,
  { clock, signal }: { clock: Clock; signal?: AbortSignal },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const finished = new AbortController();
  clock.sleep(ms, finished.signal).then(
    () => timeout.abort(new Error(`not done within ${Math.round(ms)} ms`)),
    () => undefined,
  );
  try {
    return await action(signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]));
  } finally {
    finished.abort();
  }
}
