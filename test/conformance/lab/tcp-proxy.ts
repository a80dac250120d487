import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Connections passed on byte by byte, as kube-proxy does for a Service: each goes to the next of `targets` when it is opened, and stays there. It is also where faults are
 * injected: without targets nobody answers, a line can be slow, `cut` ends what is open.
 */
export class TcpProxy implements AsyncDisposable {
  /** Ports of 127.0.0.1. Changing it touches no open connection, as with endpoints of a Service. */
  targets: readonly number[];
  /** So slow is the line of a connection from the one who connects to the target; what was opened on a fast line stays fast. */
  bytesPerSecond = Number.POSITIVE_INFINITY;
  /** Connections accepted so far. */
  accepted = 0;
  readonly #server: Server;
  readonly #pairs = new Set<{ client: Socket; upstream: Socket }>();

  private constructor(targets: readonly number[]) {
    this.targets = targets;
    this.#server = createServer((client) => this.#pass(client));
  }

  static async listen(targets: readonly number[], port = 0): Promise<TcpProxy> {
    const proxy = new TcpProxy(targets);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Ends all open connections, without a goodbye. */
  cut(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #pass(client: Socket): void {
    this.accepted += 1;
    const first = this.accepted;
    const targets = this.targets.map((_, index) => this.targets[(first + index) % this.targets.length] ?? 0);
    client.setNoDelay(true).on('error', () => client.destroy());
    this.#connect(client, targets);
  }

  /** A target where nobody listens any more is passed over: the next one gets the connection. */
  #connect(client: Socket, [target, ...others]: readonly number[]): void {
    if (target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const pair = { client, upstream };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    const next = (): void => {
      this.#pairs.delete(pair);
      this.#connect(client, others);
    };
    upstream.once('error', next).once('connect', () => {
      upstream.off('error', next);
      for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
      if (client.destroyed) end();
      else this.#join(client, upstream);
    });
  }

  #join(client: Socket, upstream: Socket): void {
    upstream.pipe(client);
    if (this.bytesPerSecond === Number.POSITIVE_INFINITY) client.pipe(upstream);
    else client.pipe(this.#slow()).pipe(upstream);
  }

  #slow(): Duplex {
    const wait = (bytes: number): number => (bytes * 1000) / this.bytesPerSecond;
    return Duplex.from(async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        await sleep(wait(chunk.length));
        yield chunk;
      }
    });
  }
}
