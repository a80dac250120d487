import type { Writable } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { isWebSocketWatch } from './upgrade.ts';
import { openWebSocket } from './web-socket.ts';

/**
 * Begins the answer to a watch, at once, so that the client of a quiet collection knows that it is watching. The lines of its events are to be written
 * to the result, each write whole lines; its end is a clean end of the watch.
 * @throws {StatusError} when the client asks for a WebSocket and does so wrongly
 */
export function beginWatch({ request, response }: Exchange): Writable {
  if (isWebSocketWatch(request)) return openWebSocket(request, response);
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  request.socket.setNoDelay(true);
  return response;
}
