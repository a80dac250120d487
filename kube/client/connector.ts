import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { Connection, Credentials } from './connection.ts';

export type Connector = buildConnector.connector;

/** client-go's: shorter than the idle limit of any cloud's load balancer. */
const keepAliveInitialDelay = 30_000;
const connectTimeout = 10_000;

/**
 * Opens connections to the API server, through a proxy if there is one. undici's own ProxyAgent is not used: it turns header
 * lines into an object, and of several Impersonate-Group lines only the last would be sent.
 */
export function connectorFor(connection: Connection, credentials: Credentials): Connector {
  const direct = buildConnector({
    ...tlsOptions(connection, credentials),
    allowH2: false,
    timeout: connectTimeout,
    keepAlive: true,
    keepAliveInitialDelay,
  });
  return connection.proxyUrl === undefined ? direct : throughProxy(new URL(connection.proxyUrl), direct);
}

function tlsOptions(connection: Connection, credentials: Credentials): Record<string, unknown> {
  const { ca, cert, key, passphrase } = credentials;
  return Object.fromEntries(
    Object.entries({
      ca,
      cert,
      key,
      passphrase,
      servername: connection.tlsServerName,
      rejectUnauthorized: connection.insecureSkipTlsVerify === true ? false : undefined,
    }).filter(([, value]) => value !== undefined),
  );
}

function throughProxy(proxy: URL, direct: Connector): Connector {
  return (options, callback) => {
    openTunnel(proxy, options).then(
      (socket) => {
        if (options.protocol === 'https:') direct({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** HTTP CONNECT. @throws {Error} with code EPROXY, which is not retried: a proxy that refuses does so again. */
function openTunnel(proxy: URL, target: { hostname: string; port: string; protocol: string }): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || (target.protocol === 'https:' ? '443' : '80')}`;
  const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(proxy, {
      method: 'CONNECT',
      path: authority,
      agent: false,
      timeout: connectTimeout,
      headers: { host: authority, ...proxyAuthorization(proxy) },
    });
    call.once('connect', (response, socket: Socket) => {
      if (response.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(proxyError(proxy, authority, `it answered ${response.statusCode}`));
      }
    });
    call.once('timeout', () => call.destroy(proxyError(proxy, authority, 'no answer within 10 s')));
    call.once('error', reject);
    call.end();
  });
}

function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function proxyError(proxy: URL, authority: string, what: string): Error {
  return Object.assign(new Error(`proxy ${proxy.host} did not connect to ${authority}: ${what}`), { code: 'EPROXY' });
}
