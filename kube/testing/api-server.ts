import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request as it arrived: the header lines as they were on the wire, not joined. */
export interface Seen {
  method: string;
  url: string;
  lines: [string, string][];
  body: string;
}

/** Answers one request; `call` counts from 1. */
export type Answer = (seen: Seen, response: ServerResponse, call: number) => unknown;

/** A server for tests that need a fault or the exact bytes on the wire: a real one does neither. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
  readonly server: Server;
}

export async function startServer(
  answer: Answer,
  options: { tls?: ServerOptions; port?: number } = {},
): Promise<TestServer> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    void readAll(request).then((one) => answer(one, response, seen.push(one)));
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Values of every line of this name, in order. */
export function valuesOf(seen: Seen | undefined, name: string): string[] {
  return (seen?.lines ?? []).filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

async function readAll(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const lines: [string, string][] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    lines.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? '']);
  }
  return { method: request.method ?? '', url: request.url ?? '', lines, body: Buffer.concat(chunks).toString() };
}
