import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * Connections passed on byte by byte, as kube-proxy does for a Service: each goes to the next of `targets` when it is opened, and stays there. It is also where faults are
 * injected: without targets nobody answers, a held proxy passes nothing on, `cut` ends what is open.
 */
export class TcpProxy implements AsyncDisposable {
  /** Ports of 127.0.0.1. Changing it touches no open connection, as with endpoints of a Service. */
  targets: readonly number[];
  /** Connections accepted so far. */
  accepted = 0;
  readonly #server: Server;
  readonly #pairs = new Set<{ client: Socket; upstream: Socket }>();
  #held = false;

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

  /** Passes nothing on until `release`; connections stay open, new ones are accepted. */
  hold(): void {
    this.#held = true;
    for (const { client, upstream } of this.#pairs) pause(client, upstream);
  }

  release(): void {
    this.#held = false;
    for (const { client, upstream } of this.#pairs) join(client, upstream);
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
    const target = this.targets[this.accepted % this.targets.length];
    if (target === undefined) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    const pair = { client, upstream };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    if (!this.#held) join(client, upstream);
  }
}

function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream);
  upstream.pipe(client);
}

function pause(client: Socket, upstream: Socket): void {
  client.unpipe(upstream).pause();
  upstream.unpipe(client).pause();
}
