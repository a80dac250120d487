import type { Pool } from 'undici';
import { systemClock } from '../process/clock.ts';
import type { Clock } from '../process/clock.ts';
import { systemRandom } from '../process/random.ts';
import type { Random } from '../process/random.ts';
import { ConnectionError } from './connection-error.ts';
import type { Connection } from './connection.ts';
import { authorizationLine, CredentialSource } from './credential-source.ts';
import { DispatcherSource } from './dispatchers.ts';
import { headerLines } from './headers.ts';
import { requestPath } from './request-path.ts';
import type { KubeRequest, KubeResponse } from './request.ts';
import { sendRetrying } from './retry.ts';

export interface TransportOptions {
  /** Connections, and so requests at once. Default 24. Long-running requests come on top. */
  connections?: number;
  /** Default `stowage`. */
  userAgent?: string;
  clock?: Clock;
  random?: Random;
  /** Told of every answer, and of every failure (status 0), each try by itself. */
  observe?: (answer: { method: string; status: number; seconds: number }) => void;
}

const headersTimeout = 90_000;
const bodyTimeout = 90_000;
const closePatienceMs = 5_000;

/**
 * Connections to one API server, with the process's own credentials but no choice of identity: that is the client's
 * (`KubeClient`, `ImpersonatingClient`). HTTP/1.1, kept alive, at most `connections` requests at once.
 */
export class Transport {
  readonly connection: Connection;
  readonly #options: TransportOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #credentials: CredentialSource;
  readonly #dispatchers: DispatcherSource;
  readonly #pathPrefix: string;
  #closed = false;

  constructor(connection: Connection, options: TransportOptions = {}) {
    this.connection = connection;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#credentials = new CredentialSource(connection, this.#clock);
    this.#dispatchers = new DispatcherSource(connection, options.connections ?? 24);
    this.#pathPrefix = new URL(connection.server).pathname.replace(/\/+$/, '');
  }

  /**
   * @param identity header lines (name, value, name, value) that only a client may add.
   * @throws {ConnectionError} when there is no answer, or the signal's reason.
   */
  async send(request: KubeRequest, identity: readonly string[] = []): Promise<KubeResponse> {
    const lines = headerLines(request, { userAgent: this.#options.userAgent ?? 'stowage' });
    const headers = [...lines, ...identity];
    return sendRetrying(request, () => this.#sendOnce(request, headers), { clock: this.#clock, random: this.#random });
  }

  /** Ends watches, waits up to five seconds for the requests under way, closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    const closed = new AbortController();
    const patience = this.#clock.sleep(closePatienceMs, closed.signal).catch(() => undefined);
    await this.#dispatchers.close(patience);
    closed.abort();
  }

  async #sendOnce(request: KubeRequest, headers: readonly string[]): Promise<KubeResponse> {
    if (this.#closed) throw new ConnectionError(request, this.connection.server, new Error('the transport is closed'));
    await this.#credentials.refresh();
    const credentials = this.#credentials.current;
    const { calls, streams } = this.#dispatchers.get(credentials);
    const lines = [...headers, ...authorizationLine(credentials)];
    const started = this.#clock.monotonic();
    let status = 0;
    try {
      const response = await this.#exchange(request, lines, request.longRunning === true ? streams : calls);
      status = response.status;
      return response;
    } finally {
      const seconds = (this.#clock.monotonic() - started) / 1000;
      this.#options.observe?.({ method: request.method, status, seconds });
    }
  }

  async #exchange(request: KubeRequest, headers: string[], pool: Pool): Promise<KubeResponse> {
    const path = this.#pathPrefix + requestPath(request);
    const exchange = pool.request({
      method: request.method,
      path,
      headers,
      body: request.body ?? null,
      signal: request.signal ?? null,
      headersTimeout: request.headersTimeout ?? headersTimeout,
      bodyTimeout: request.longRunning === true ? 0 : bodyTimeout,
    });
    try {
      const { statusCode, headers: answered, body } = await orAborted(exchange, request.signal);
      return { status: statusCode, headers: answered, body };
    } catch (error) {
      request.signal?.throwIfAborted();
      throw new ConnectionError(request, this.connection.server, error);
    }
  }
}

/** undici notices an abort only once a connection is free, and that may take long. */
function orAborted<T extends { body: { destroy(): unknown } }>(
  exchange: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return exchange;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    exchange.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
