import { errors } from '../../api/errors/catalogue.ts';
import type { Session } from '../session/session.ts';

/**
 * Runs `work` with a session that is aborted after `timeoutMs` (0: never).
 * @throws StowageError in kubectl's words when the time was up: `what` is `backups/nightly`
 */
export async function withTimeLimit<T>(
  session: Session,
  { timeoutMs, what }: { timeoutMs: number; what: string },
  work: (limited: Session) => Promise<T>,
): Promise<T> {
  if (timeoutMs === 0) return await work(session);
  const stop = new AbortController();
  const limit = AbortSignal.any([session.signal, stop.signal]);
  const timer = session.clock.sleep(timeoutMs, limit).then(
    () => {
      throw errors.TimedOut({ what });
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work({ ...session, signal: limit }), timer]);
  } finally {
    stop.abort();
  }
}
