import { ServerResponse } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * True for the beginning of a WebSocket. Other protocols that a client would rather speak (h2c, SPDY) are not spoken here: its request is
 * a plain one.
 */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Makes a request that asks for a WebSocket one like any other: with a response, to the server's own listeners. So there is one way in, whatever a request
 * asks for, and what has no WebSocket form answers it as if nobody had asked for one. Nothing is read as HTTP any more from such a connection, and it
 * ends with the answer: a proxy may take it for a WebSocket already, and what comes then is not the proxy's word but its client's (CVE-2018-1002105).
 */
export function takeUpgrades(server: Pick<Server, 'on' | 'emit'>): void {
  // Nobody uses it beside HTTPS: the socket is always one of net's.
  server.on('upgrade', (request, socket: Socket, head) => {
    socket.on('error', () => socket.destroy());
    if (head.length > 0) socket.unshift(head);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    server.emit('request', request, response);
  });
}
