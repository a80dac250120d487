import { request as httpRequest } from 'node:http';
import type { ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import type { Connection, Credentials } from './connection.ts';
import { defined } from './defined.ts';

export type Connector = buildConnector.connector;

/** client-go's: shorter than the idle limit of any cloud's load balancer. */
const keepAliveInitialDelay = 30_000;
const connectTimeout = 10_000;

/**
 * Opens connections to the API server, through a proxy if there is one. undici's own ProxyAgent is not used: it turns header
 * lines into an object, and of several Impersonate-Group lines only the last would be sent.
 */
export function connectorFor(connection: Connection, credentials: Credentials): Connector {
  let connect: Connector | undefined;
  const direct: Connector = (options, callback) => {
    try {
      connect ??= directConnector(connection, credentials);
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, callback);
  };
  return connection.proxyUrl === undefined ? direct : throughProxy(new URL(connection.proxyUrl), direct);
}

/** @throws {Error} when a certificate or key cannot be read. */
function directConnector(connection: Connection, credentials: Credentials): Connector {
  return buildConnector({
    ...(connection.server.startsWith('https:') && { secureContext: secureContextOf(credentials) }),
    ...(connection.tlsServerName !== undefined && { servername: connection.tlsServerName }),
    ...(connection.insecureSkipTlsVerify === true && { rejectUnauthorized: false }),
    allowH2: false,
    timeout: connectTimeout,
    keepAlive: true,
    keepAliveInitialDelay,
  });
}

/** One for all connections: reading the PEM texts anew for each is a good part of what it costs to open a watch. */
function secureContextOf({ ca, cert, key, passphrase }: Credentials): SecureContext {
  return createSecureContext(defined({ ca, cert, key, passphrase }));
}

function throughProxy(proxy: URL, direct: Connector): Connector {
  return (options, callback) => {
    const call = openTunnel(proxy, options);
    const fail = (error: Error): void => callback(error, null);
    call.once('error', fail);
    call.once('connect', (response, socket: Socket) => {
      call.off('error', fail);
      if (response.statusCode !== 200) {
        socket.destroy();
        fail(proxyError(proxy, options, `it answered ${response.statusCode}`));
      } else if (options.protocol === 'https:') {
        direct({ ...options, httpSocket: socket }, callback);
      } else {
        callback(null, socket);
      }
    });
  };
}

interface Target {
  hostname: string;
  port: string;
  protocol: string;
}

/** HTTP CONNECT. A proxy that refuses gives the code EPROXY, which is not retried: it would refuse again. */
function openTunnel(proxy: URL, target: Target): ClientRequest {
  const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const call = request(proxy, {
    method: 'CONNECT',
    path: authorityOf(target),
    agent: false,
    timeout: connectTimeout,
    headers: { host: authorityOf(target), ...proxyAuthorization(proxy) },
  });
  call.once('timeout', () => call.destroy(proxyError(proxy, target, 'no answer within 10 s')));
  return call.end();
}

function authorityOf({ hostname, port, protocol }: Target): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function proxyError(proxy: URL, target: Target, what: string): Error {
  const message = `proxy ${proxy.host} did not connect to ${authorityOf(target)}: ${what}`;
  return Object.assign(new Error(message), { code: 'EPROXY' });
}
