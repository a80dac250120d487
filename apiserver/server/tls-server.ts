import { constants } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { Server as NetServer } from 'node:net';
import type { Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { badRequest, failure } from './failures.ts';
import { isWebSocketWatch, takeUpgrades } from './upgrade.ts';

/** What the server shows and whom it verifies, PEM. */
export interface TlsMaterial {
  certificate: string;
  key: string;
  /** The request-header CA and nothing else: any further CA here would make its certificates a licence to be anybody. */
  clientCa: string | undefined;
}

export interface TlsServer {
  server: Server;
  /** Takes effect for new connections; those that are open stay. */
  use(material: TlsMaterial): void;
  /** Takes no new connection; those that are open stay, idle ones too. */
  stopListening(): void;
}

export interface TlsServerHandlers {
  handle: RequestListener;
  onConnection: (socket: TLSSocket) => void;
  onHandshakeError: () => void;
  /** What came on a connection and is no request that Node can read; the code is Node's. */
  onUnreadable: (error: UnreadableRequest) => void;
}

export type UnreadableRequest = Error & { code?: string };

/**
 * The listener. A client certificate is asked for and not demanded: probes have none. HTTP/1.1 only: kube-apiserver then opens a connection
 * for each request at once, which spreads over the replicas, and one slow stream holds up no other.
 */
export function createTlsServer(
  material: TlsMaterial,
  { handle, onConnection, onHandshakeError, onUnreadable }: TlsServerHandlers,
): TlsServer {
  const server = createServer(
    {
      ...contextOf(material),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      // Go allows as much. A user with some hundred groups needs it.
      maxHeaderSize: 1 << 20,
      // Go's aggregator keeps idle connections for 90 s. Whoever closes first must not be us.
      keepAliveTimeout: 120_000,
      headersTimeout: 130_000,
      requestTimeout: 0,
      noDelay: true,
      shouldUpgradeCallback: isWebSocketWatch,
    },
    handle,
  );
  // Node would drop the headers beyond 2000 without a word: groups, for one.
  server.maxHeadersCount = 0;
  server.timeout = 0;
  server.on('secureConnection', onConnection);
  server.on('tlsClientError', onHandshakeError);
  server.on('clientError', (error: UnreadableRequest, socket: Socket) => {
    if (error.code !== 'ECONNRESET') onUnreadable(error);
    refuse(error, socket);
  });
  takeUpgrades(server);
  return {
    server,
    use: (changed) => server.setSecureContext(contextOf(changed)),
    // `server.close` of an HTTP server would close idle connections too.
    stopListening: () => void NetServer.prototype.close.call(server),
  };
}

function contextOf({ certificate, key, clientCa }: TlsMaterial): SecureContextOptions {
  return {
    cert: certificate,
    key,
    // An empty list trusts nobody; without a list Node would trust the public authorities.
    ca: clientCa ?? [],
    minVersion: 'TLSv1.2',
    // A resumed session would keep the verdict of its first handshake.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

/**
 * A request that is no HTTP, or whose headers are too large: a Status like any other error, then the connection ends. One that ended or stopped midway is
 * not answered: kube-apiserver might take the answer for that to its next request.
 */
function refuse(error: UnreadableRequest, socket: Socket): void {
  const isGarbage = error.code?.startsWith('HPE_') === true && error.code !== 'HPE_INVALID_EOF_STATE';
  if (!isGarbage || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const { code, status } = tooLarge
    ? failure(431, 'RequestHeaderFieldsTooLarge', { message: 'the headers of the request are too large' })
    : badRequest('the request is not HTTP/1.1');
  const body = JSON.stringify(status);
  socket.end(
    `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
