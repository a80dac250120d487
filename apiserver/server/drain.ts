import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Streams } from './streams.ts';
import type { TlsServer } from './tls-server.ts';
import type { Traffic } from './traffic.ts';

export interface DrainDependencies {
  server: Pick<TlsServer, 'stopListening'>;
  traffic: Pick<Traffic, 'requests' | 'connections' | 'cut'>;
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
  /** After that, for requests and downloads under way, and for idle connections to be closed by their clients. */
  timeout: number;
}

/** Milliseconds over which watches are ended, so that their clients do not all watch again in one moment. */
const watchSpread = 3_000;

/**
 * Stops serving without a failed request. Readiness fails first. In the second half of the delay connections end with their next answer: the
 * endpoints have forgotten us by then, so kube-apiserver's next connection goes to another replica. After the delay nobody new comes in, watches end
 * one by one, and what is under way finishes.
 *
 * Connections that are idle are left to their client: HTTP/1.1 has no word for "do not use this one again", and closing one while a request is on its way
 * to it fails that request, unless it is a read. kube-apiserver keeps such connections for 90 s and uses the newest first; those that are left at the
 * end of the timeout have been out of use for so long that nobody is just about to use them.
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
  server.stopListening();
  await streams.endAll(watchSpread, (ms) => clock.sleep(ms));
  const deadline = clock.monotonic() + timeout;
  while (traffic.connections > 0 && clock.monotonic() < deadline) await clock.sleep(50);
  const { requests } = traffic;
  if (requests > 0) log.warn('shutting down: requests were still under way and are cut', { requests });
  traffic.cut();
  log.info('shut down');
}
