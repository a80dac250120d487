import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** An S3 server by way of somebody who counts. */
export interface S3Counter extends AsyncDisposable {
  /** In place of the server's own. */
  endpoint: string;
  /** Reads (GET and HEAD, as `GET <path>`) since the last call, and the bytes that they brought. */
  take(): { reads: string[]; bytes: number };
}

/** Passes requests on as they are: the signature covers the Host that the client has sent. */
export async function countS3(target: string): Promise<S3Counter> {
  let seen: ReturnType<S3Counter['take']> = { reads: [], bytes: 0 };
  const pass = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = asked;
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead) seen.reads.push(`${method} ${url.split('?')[0]}`);
    const upstream = request(new URL(url, target), { method, headers: asked.headers });
    await Promise.all([pipeline(asked, upstream), answer(upstream, response, isRead)]);
  };
  const answer = async (
    upstream: ReturnType<typeof request>,
    response: ServerResponse,
    isRead: boolean,
  ): Promise<void> => {
    const [answered] = (await once(upstream, 'response')) as [IncomingMessage];
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.on('data', (piece: Buffer) => {
      if (isRead) seen.bytes += piece.length;
    });
    await pipeline(answered, response);
  };
  const server = createServer((asked, response) => {
    pass(asked, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = seen;
      seen = { reads: [], bytes: 0 };
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
