import type { Connection } from './connection.ts';
import type { KubeRequest, KubeResponse } from './request.ts';

export interface TransportOptions {
  /** Connections, and so requests at once. Default 24. Long-running requests come on top. */
  connections?: number;
  userAgent?: string;
}

/** Connections to one API server, with our own credentials but no choice of identity: that is the client's. */
export class Transport {
  readonly connection: Connection;
  constructor(connection: Connection, _options: TransportOptions = {}) {
    this.connection = connection;
  }
  /** `identity`: raw header lines (name, value, name, value) put in by the client alone. */
  async send(_request: KubeRequest, _identity: readonly string[] = []): Promise<KubeResponse> {
    throw new Error('not built yet');
  }
  /** Ends idle connections and waits for the requests under way. */
  async close(): Promise<void> {}
}
