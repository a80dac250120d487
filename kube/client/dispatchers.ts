import { Pool } from 'undici';
import type { Connection, Credentials } from './connection.ts';
import { connectorFor } from './connector.ts';

/**
 * The connections of one set of credentials: `calls` for requests with an end, `streams` for watches and followed logs, which
 * would otherwise fill the pool and starve the rest.
 */
export interface Dispatchers {
  readonly calls: Pool;
  readonly streams: Pool;
}

/** Below kube-apiserver's own idle limit of 90 s, so that a request rarely meets a connection that is just being closed. */
const keepAliveTimeout = 60_000;

/** Hands out the connections, new ones when a client certificate or CA has changed. */
export class DispatcherSource {
  readonly #connection: Connection;
  readonly #connections: number;
  #made: { from: Credentials; dispatchers: Dispatchers } | undefined;

  constructor(connection: Connection, connections: number) {
    this.#connection = connection;
    this.#connections = connections;
  }

  get(credentials: Credentials): Dispatchers {
    if (this.#made !== undefined && sameTls(this.#made.from, credentials)) return this.#made.dispatchers;
    const outdated = this.#made;
    this.#made = { from: credentials, dispatchers: this.#open(credentials) };
    void outdated?.dispatchers.calls.close();
    void outdated?.dispatchers.streams.close();
    return this.#made.dispatchers;
  }

  /** Ends watches; calls under way may finish until `patience` is over, then they are cut. */
  async close(patience: Promise<void>): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    if (made === undefined) return;
    const { calls, streams } = made.dispatchers;
    await Promise.race([Promise.all([calls.close(), streams.destroy()]), patience]);
    await calls.destroy();
  }

  #open(credentials: Credentials): Dispatchers {
    const { origin } = new URL(this.#connection.server);
    const options = { connect: connectorFor(this.#connection, credentials), pipelining: 1, keepAliveTimeout };
    return {
      calls: new Pool(origin, { ...options, connections: this.#connections }),
      streams: new Pool(origin, options),
    };
  }
}

function sameTls(a: Credentials, b: Credentials): boolean {
  return a === b || (['ca', 'cert', 'key', 'passphrase'] as const).every((name) => String(a[name]) === String(b[name]));
}
