import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy in front of a server, which a test can hold or cut: the network between the controllers and a bucket. */
export interface Gate extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Bytes that came from the clients so far. */
  readonly received: number;
  /** From now on nothing that clients send is passed on once `bytes` more have been; connections stay open. */
  holdAfter(bytes: number): void;
  /** Passes on what was held and everything after it. */
  release(): void;
  /** Cuts all connections and refuses new ones until `release`. */
  cut(): void;
}

export async function startGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let received = 0;
  let limit = Number.POSITIVE_INFINITY;
  let closed = false;
  const server = createServer((client) => {
    if (closed) {
      client.destroy();
      return;
    }
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
    upstream.pipe(client);
    client.on('data', (bytes) => {
      received += bytes.length;
      if (received <= limit) {
        upstream.write(bytes);
        return;
      }
      client.pause();
      held.push(() => {
        upstream.write(bytes);
        client.resume();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const release = (): void => {
    limit = Number.POSITIVE_INFINITY;
    closed = false;
    for (const go of held.splice(0)) go();
  };
  const cut = (): void => {
    closed = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    holdAfter: (bytes) => {
      limit = received + bytes;
    },
    release,
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
