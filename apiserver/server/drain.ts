import type { Server } from 'node:https';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Streams } from './streams.ts';

export interface DrainDependencies {
  server: Pick<Server, 'close' | 'closeIdleConnections' | 'closeAllConnections'>;
  streams: Pick<Streams, 'endAll'>;
  state: ServingState;
  clock: Pick<Clock, 'sleep' | 'monotonic'>;
  log: Log;
}

/** What requests see of a shutdown. */
export interface ServingState {
  /** Readiness fails; everything is served as before, since clients still come. */
  stopping: boolean;
  /** Connections are closed after their answer. */
  draining: boolean;
}

/** Milliseconds. */
export interface DrainTimes {
  /** From the failing readiness until no new connection is taken: probes and endpoints need that long. */
  delay: number;
  /** After that, for requests and downloads under way. */
  timeout: number;
}

/** Milliseconds over which watches are ended, so that their clients do not all watch again in one moment. */
const watchSpread = 3_000;

/**
 * Stops serving without a failed request. Readiness fails first. In the second half of the delay connections end with their next answer: the
 * endpoints have forgotten us by then, so kube-apiserver's next connection goes to another replica, and hardly one that it might just be writing
 * to is left to be closed at the end of the delay. Then watches end one by one, then what is under way finishes, up to a bound.
 */
export async function drain(
  { server, streams, state, clock, log }: DrainDependencies,
  { delay, timeout }: DrainTimes,
): Promise<void> {
  state.stopping = true;
  log.info('shutting down: not ready any more, still serving', { delayMs: delay });
  await clock.sleep(delay / 2);
  state.draining = true;
  await clock.sleep(delay / 2);
  log.info('shutting down: no new connections, finishing what is under way', { timeoutMs: timeout });
  const closed = { all: false };
  server.close(() => {
    closed.all = true;
  });
  await streams.endAll(watchSpread, (ms) => clock.sleep(ms));
  const deadline = clock.monotonic() + timeout;
  // A connection whose watch has ended is idle and stays open unless it is closed here.
  while (!closed.all && clock.monotonic() < deadline) {
    server.closeIdleConnections();
    await clock.sleep(50);
  }
  if (!closed.all) log.warn('shutting down: requests were still under way and are cut');
  server.closeAllConnections();
  log.info('shut down');
}
