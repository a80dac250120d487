import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/**
 * What is going on at a server. Node's own bookkeeping does not tell: it takes a connection on which no request has come yet for a busy one, and Go's
 * clients dial for a request, use another connection that has become free meanwhile, and keep the new one.
 */
export class Traffic {
  #requests = 0;
  readonly #unused = new Set<Socket>();

  constructor(server: Pick<Server, 'on'>) {
    server.on('secureConnection', (socket) => {
      this.#unused.add(socket);
      socket.on('close', () => this.#unused.delete(socket));
    });
    server.on('request', ({ socket }, response: ServerResponse) => {
      this.#unused.delete(socket);
      this.#requests++;
      response.on('close', () => this.#requests--);
    });
  }

  /** Requests that are being answered. */
  get requests(): number {
    return this.#requests;
  }

  /** Connections that have not brought any request. */
  get unused(): number {
    return this.#unused.size;
  }
}
