import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** What is going on at a server: requests, and connections on which there may be one at any moment. */
export class Traffic {
  #requests = 0;
  readonly #connections = new Set<Socket>();

  constructor(server: Pick<Server, 'on'>) {
    server.on('secureConnection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    server.on('request', (_request, response: ServerResponse) => {
      this.#requests++;
      response.on('close', () => this.#requests--);
    });
  }

  /** Requests that are being answered. */
  get requests(): number {
    return this.#requests;
  }

  /** Connections that are open, in use or not. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Cuts all connections, also those that are WebSockets by now: the server has forgotten those. */
  cut(): void {
    for (const socket of this.#connections) socket.destroy();
  }
}
