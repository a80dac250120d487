import type { Server } from 'node:https';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Streams } from './streams.ts';
import type { Traffic } from './traffic.ts';

export interface DrainDependencies {
  server: Pick<Server, 'close' | 'closeIdleConnections' | 'closeAllConnections'>;
  traffic: Pick<Traffic, 'requests' | 'unused'>;
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

/** Milliseconds for a connection that has been made to bring its request: one whose client is just writing it must not be closed. */
const unusedGrace = 1_000;

/**
 * Stops serving without a failed request. Readiness fails first. In the second half of the delay connections end with their next answer: the
 * endpoints have forgotten us by then, so kube-apiserver's next connection goes to another replica, and hardly one that it might just be writing
 * to is left to be closed at the end of the delay. Then watches end one by one, then what is under way finishes, up to a bound.
 */
export async function drain(
  { server, traffic, streams, state, clock, log }: DrainDependencies,
  { delay, timeout }: DrainTimes,
): Promise<void> {
  state.stopping = true;
  log.info('shutting down: not ready any more, still serving', { delayMs: delay });
  await clock.sleep(delay / 2);
  state.draining = true;
  await clock.sleep(delay / 2);
  log.info('shutting down: no new connections, finishing what is under way', { timeoutMs: timeout });
  server.close();
  await streams.endAll(watchSpread, (ms) => clock.sleep(ms));
  const began = clock.monotonic();
  const passed = (): number => clock.monotonic() - began;
  const isBusy = (): boolean => traffic.requests > 0 || (traffic.unused > 0 && passed() < unusedGrace);
  while (isBusy() && passed() < timeout) {
    // A connection whose watch has ended is idle and stays open unless it is closed here.
    server.closeIdleConnections();
    await clock.sleep(50);
  }
  const cut = traffic.requests;
  if (cut > 0) log.warn('shutting down: requests were still under way and are cut', { requests: cut });
  server.closeAllConnections();
  log.info('shut down');
}
