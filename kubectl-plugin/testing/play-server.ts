import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the server of a test sees it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Each line by itself: joined values look like one. */
  headers: IncomingMessage['headersDistinct'];
  body: string;
}

/** Answers a request: `json` and `status` write whole answers, `response` is there for those that are cut or slow. */
export type Play = (asked: Asked, answer: Answer) => unknown;

export interface Answer {
  json: (body: object, headers?: Record<string, string | string[]>) => void;
  /** A Kubernetes Status. */
  status: (
    code: number,
    reason: string,
    message: string,
    more?: { details?: object; headers?: Record<string, string> },
  ) => void;
  response: ServerResponse;
}

export interface PlayServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  asked: Asked[];
}

/**
 * An API server that plays what a test tells it: for faults that a real one cannot be made to have. What a real
 * kube-apiserver answers is tested with a real one, in test/e2e/plugin.
 */
export async function startPlayServer(play: Play): Promise<PlayServer> {
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await readRequest(request);
    asked.push(one);
    await play(one, answerOf(response));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, [Symbol.asyncDispose]: () => stop(server) };
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://server');
  const { method = '', headersDistinct: headers } = request;
  return { method, path: url.pathname, query: url.searchParams, headers, body: await text(request) };
}

function answerOf(response: ServerResponse): Answer {
  const json = (body: object, headers: Record<string, string | string[]> = {}, code = 200): void => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  return {
    json: (body, headers) => json(body, headers),
    status: (code, reason, message, { details, headers } = {}) => {
      json(
        { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, message, details },
        headers,
        code,
      );
    },
    response,
  };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
