import { Pool } from 'undici';
import type { Readable } from 'node:stream';
import type { Connection } from '../../../kube/client/connection.ts';

export interface Ask {
  method: string;
  path: string;
  body?: string;
  /** Default application/json. */
  contentType?: string;
  /** Default application/json. */
  accept?: string;
  signal?: AbortSignal;
}

/**
 * The client of both sides: HTTP/1.1 with connections that are kept. It takes gzip, as Go's clients do by themselves, and reads an answer to its last
 * byte without unpacking it.
 */
export interface BenchClient extends AsyncDisposable {
  /** Bytes of the answer. Throws on another status. */
  send(ask: Ask, status: number): Promise<Buffer>;
  /** The body as it comes. */
  open(ask: Ask): Promise<Readable>;
}

export function benchClient(connection: Connection, connections: number): BenchClient {
  const { server, ca, cert, key } = connection;
  const pool = new Pool(server, {
    connections,
    pipelining: 1,
    allowH2: false,
    bodyTimeout: 0,
    connect: Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, value]) => value !== undefined)),
  });
  const request = ({ method, path, body, contentType, accept, signal }: Ask) =>
    pool.request({
      method,
      path,
      headers: {
        accept: accept ?? 'application/json',
        'accept-encoding': 'gzip',
        'user-agent': 'stowage-bench',
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    send: async (ask, status) => {
      const answer = await request(ask);
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      if (answer.statusCode === status) return bytes;
      throw new Error(`${ask.method} ${ask.path} was answered ${answer.statusCode}: ${bytes.toString().slice(0, 500)}`);
    },
    open: async (ask) => {
      const answer = await request(ask);
      if (answer.statusCode === 200) return answer.body;
      throw new Error(`${ask.method} ${ask.path} was answered ${answer.statusCode}: ${await answer.body.text()}`);
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
