import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { badRequest, forbidden } from './failures.ts';

/** Bytes of a message from a client at most. Whatever it says is ignored. */
const maxPayload = 64 * 1024;

const handshakes = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload });
// Else it would answer by itself, and not with a Status.
handshakes.on('wsClientError', ({ message }) => {
  throw badRequest(message);
});

/**
 * Turns the connection of a request into a WebSocket, as kube-apiserver does for a watch. What is written becomes one text frame a line. The response is
 * over when the WebSocket is.
 * @throws {StatusError} when the handshake is wrong; the response can still be used then
 */
export function openWebSocket(request: IncomingMessage, response: ServerResponse): Writable {
  mustBeAcceptable(request);
  const { socket } = request;
  const webSocket = accept(request, socket);
  // From here on nothing may write HTTP to the socket.
  response.statusCode = 101;
  response.detachSocket(socket);
  const frames = framesTo(webSocket, socket);
  // What is wrong with a frame closes the WebSocket, with the code for it.
  webSocket.on('error', () => undefined);
  webSocket.on('close', () => {
    response.destroy();
    frames.destroy();
  });
  return frames;
}

/** What Go's server demands beyond the protocol: that the client says where it comes from, if not from where, and does not leave a choice. */
function mustBeAcceptable({ headers }: IncomingMessage): void {
  if (!URL.canParse(headers.origin ?? '')) {
    throw forbidden({ resource: '' }, 'a WebSocket needs the header Origin, with a URL');
  }
  if (headers['sec-websocket-protocol']?.includes(',')) {
    throw badRequest('a WebSocket of a watch has one subprotocol at most');
  }
}

function accept(request: IncomingMessage, socket: Socket): WebSocket {
  let accepted: WebSocket | undefined;
  handshakes.handleUpgrade(request, socket, Buffer.alloc(0), (webSocket) => {
    accepted = webSocket;
  });
  if (accepted === undefined) throw badRequest('the client has gone');
  return accepted;
}

function framesTo(webSocket: WebSocket, socket: Socket): Writable {
  return new Writable({
    // It is over when the connection is, and that when all of it has been sent.
    autoDestroy: false,
    write(lines: Buffer, _encoding, done) {
      for (const line of linesOf(lines)) webSocket.send(line, { binary: false });
      if (!socket.writableNeedDrain) done();
      else socket.once('drain', done);
    },
    final(done) {
      webSocket.close(1000);
      // As Go's server: the client is told, and not waited for.
      socket.end();
      done();
    },
    destroy(error, done) {
      webSocket.terminate();
      done(error);
    },
  });
}

const lineFeed = 0x0a;

function* linesOf(lines: Buffer): Generator<Buffer> {
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf(lineFeed, start) + 1;
    yield lines.subarray(start, end);
    start = end;
  }
}
