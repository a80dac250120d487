import { ServerResponse } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { readRequestInfo } from './request-info.ts';

/**
 * True for a watch by WebSocket. Whatever else a request would like its connection to become, and wherever there is no watch, it is a plain request:
 * Node goes on reading from its connection, and notices when the client goes.
 */
export function isWebSocketWatch({ method = '', url = '', headers }: IncomingMessage): boolean {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false;
  try {
    return readRequestInfo(method, url).verb === 'watch';
  } catch {
    return false;
  }
}

/**
 * Makes a watch by WebSocket a request like any other: with a response, to the server's own listeners. So there is one way in, and one to be refused. Nothing is
 * read as HTTP any more from its connection, which ends with a refusal: a proxy may take it for a WebSocket all the same, and what comes then is not the
 * proxy's word but its client's (CVE-2018-1002105).
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
