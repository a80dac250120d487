import type { Server } from 'node:https';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Streams } from './streams.ts';

export interface DrainDependencies {
  server: Server;
  streams: Streams;
  state: ServingState;
  clock: Clock;
  log: Log;
}

/** What requests see of a shutdown. */
export interface ServingState {
  /** Readiness fails; everything is served as before, since clients still come. */
  stopping: boolean;
  /** Connections are closed after their answer. */
  draining: boolean;
}

/** Milliseconds over which watches are ended, and that requests then have to finish. */
const watchSpread = 3_000;
const lastRequests = 30_000;

/**
 * Stops serving without a failed request: first nobody sends us new connections any more (`delay` milliseconds for probes and endpoints),
 * then watches end one by one, then what is under way finishes.
 */
export async function drain({ server, streams, state, clock, log }: DrainDependencies, delay: number): Promise<void> {
  state.stopping = true;
  log.info('shutting down: not ready any more, still serving', { delayMs: delay });
  await clock.sleep(delay);
  state.draining = true;
  const closed = { all: false };
  server.close(() => {
    closed.all = true;
  });
  await streams.endAll(watchSpread, (ms) => clock.sleep(ms));
  const deadline = clock.monotonic() + lastRequests;
  // A connection whose watch has ended is idle and stays open unless it is closed here.
  while (!closed.all && clock.monotonic() < deadline) {
    server.closeIdleConnections();
    await clock.sleep(50);
  }
  if (!closed.all) log.warn('shutting down: requests were still under way and are cut');
  server.closeAllConnections();
  log.info('shut down');
}
