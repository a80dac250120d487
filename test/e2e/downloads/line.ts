import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line between clients and one server: as slow as a test wants, cut when it wants, and everything on it is counted. */
export interface Line extends AsyncDisposable {
  readonly port: number;
  /** What the server sends to all clients together, from now on. */
  bytesPerSecond: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Bytes that the server has sent so far. */
  readonly bytes: number;
  /** Requests so far by method; of plain HTTP only, and of those without a body. */
  readonly requests: Readonly<Record<string, number>>;
  /** Connections that the server has ended first. */
  readonly endedByServer: number;
  /** Cuts everything once so many more bytes have come from the server, and lets nobody in until `mend`. */
  cutAfter(bytes: number): void;
  mend(): void;
}

export async function startLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const line = new TcpLine(hostname, Number(port));
  await line.listen();
  return line;
}

/** Bytes of one step of a slow line: small enough that it flows evenly. */
const stepBytes = 8 * 1024;

class TcpLine implements Line {
  bytesPerSecond = Number.POSITIVE_INFINITY;
  bytes = 0;
  endedByServer = 0;
  requests: Record<string, number> = {};
  #cutAt = Number.POSITIVE_INFINITY;
  #isCut = false;
  /** When the line is free for the next step, as of performance.now(). */
  #freeAt = 0;
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server = createServer((client) => this.#join(client));
  readonly #target: { host: string; port: number };

  constructor(host: string, port: number) {
    this.#target = { host, port };
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.#pairs.size;
  }

  cutAfter(bytes: number): void {
    this.#cutAt = this.bytes + bytes;
  }

  mend(): void {
    this.#cutAt = Number.POSITIVE_INFINITY;
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const upstream = connect({ ...this.#target, noDelay: true });
    client.setNoDelay(true);
    const pair: [Socket, Socket] = [client, upstream];
    this.#pairs.add(pair);
    upstream.once('close', () => {
      if (!client.destroyed) this.endedByServer += 1;
    });
    const end = (): void => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    client.on('error', end).on('close', end);
    // What it has sent before it went is still on the line.
    upstream.on('error', () => undefined);
    client.on('data', (bytes) => this.#count(bytes));
    client.pipe(upstream);
    // Nobody waits for it: its end is that of the sockets.
    this.#bring(upstream, client).catch(end);
  }

  #count(bytes: Buffer): void {
    const method = /^[A-Z]+(?= \/)/.exec(bytes.toString('latin1', 0, 16))?.[0];
    if (method !== undefined) this.requests[method] = (this.requests[method] ?? 0) + 1;
  }

  /** Reads no more from the server than the client takes. */
  async #bring(upstream: Socket, client: Socket): Promise<void> {
    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      const most = this.bytesPerSecond === Number.POSITIVE_INFINITY ? chunk.length : stepBytes;
      for (let at = 0; at < chunk.length; at += most) {
        const step = chunk.subarray(at, at + most);
        await this.#wait(step.length);
        this.bytes += step.length;
        if (this.bytes >= this.#cutAt) this.#cut();
        if (!client.write(step)) await once(client, 'drain');
      }
    }
    client.end();
  }

  async #wait(bytes: number): Promise<void> {
    if (this.bytesPerSecond === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes * 1000) / this.bytesPerSecond;
    await sleep(this.#freeAt - now);
  }

  #cut(): void {
    this.#isCut = true;
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy();
  }
}
