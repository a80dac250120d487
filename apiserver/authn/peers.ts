import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from './front-proxy.ts';

/** Remembers what each connection showed at its handshake, and under which CA. */
export class Peers {
  readonly #known = new WeakMap<Socket, PeerCertificate>();

  /** Call it at `secureConnection`, before any request. `generation` is that of the CA in use for handshakes. */
  remember(socket: TLSSocket, generation: number): void {
    const certificate = socket.getPeerX509Certificate();
    // A resumed session would carry the verdict of another handshake. Tickets are off; this makes sure.
    if (certificate === undefined || socket.isSessionReused()) return;
    this.#known.set(socket, { certificate, authorized: socket.authorized, generation });
  }

  of(socket: Socket): PeerCertificate | undefined {
    return this.#known.get(socket);
  }
}
