import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../kube/process/log.ts';
import { authenticate } from '../authn/authenticate.ts';
import { Peers } from '../authn/peers.ts';
import { TrustSource } from '../authn/trust-source.ts';
import type { ConfigMap } from '../authn/trust-source.ts';
import { createAuthority, issueLeaf } from '../certificates/issue.ts';
import type { KeyPair } from '../certificates/issue.ts';
import { createTlsServer } from './tls-server.ts';
import type { TlsServer } from './tls-server.ts';

/* The TLS side as a whole on loopback: who is believed, also through a change of the request-header CA, without a restart. */

const hour = 3_600_000;
const validity = { notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + hour) };
let serial = 1;
const authority = (commonName: string): Promise<KeyPair> =>
  createAuthority({ ...validity, commonName, serial: String(serial++).padStart(2, '0') });
const leaf = (ca: KeyPair, commonName: string, usage: 'server' | 'client' = 'client'): Promise<KeyPair> =>
  issueLeaf(ca, { ...validity, commonName, dnsNames: ['here'], usage, serial: String(serial++).padStart(2, '0') });

const peers = new Peers();
const tokens = {
  review: async (token: string) =>
    token === 'right' ? { username: 'prometheus', groups: ['system:authenticated'], extra: {} } : undefined,
};
const trust = new TrustSource(silentLog, () => tls.use(material()));
let tls: TlsServer;
let own: KeyPair;
let serving: KeyPair;
let oldCa: KeyPair;
let newCa: KeyPair;

function material() {
  return { certificate: serving.certificate, key: serving.key, clientCa: trust.trust?.config.ca };
}

function publish(ca: string, more: Record<string, string> = {}): void {
  const data = {
    'requestheader-client-ca-file': ca,
    'requestheader-allowed-names': '["proxy"]',
    'requestheader-username-headers': '["X-Remote-User"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    ...more,
  };
  trust.take({ current: { data } as unknown as ConfigMap });
}

/** The user that the server sees, or the code of its refusal. */
function ask(
  client: KeyPair | undefined,
  { path = '/', ...headers }: { path?: string } & Record<string, string | string[]> = { 'X-Remote-User': 'alice' },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: (tls.server.address() as AddressInfo).port,
      servername: 'here',
      ca: own.certificate,
      agent: false,
      path,
      headers,
      ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      let text = '';
      answer.on('data', (bytes) => {
        text += String(bytes);
      });
      answer.on('end', () => resolve(answer.statusCode === 200 ? text : `${answer.statusCode}`));
    });
    asked.end();
  });
}

/** Sends so much and no more; what is answered. */
async function sent(text: string): Promise<string> {
  const { port } = tls.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  socket.end(text);
  return Buffer.concat(await Array.fromAsync(socket)).toString();
}

beforeAll(async () => {
  [own, oldCa, newCa] = [await authority('own'), await authority('front-proxy'), await authority('front-proxy')];
  serving = await leaf(own, 'serving', 'server');
  tls = createTlsServer(material(), {
    handle: (incoming, response) => {
      authenticate(incoming, incoming.url ?? '', { peers, trust, tokens, now: () => new Date() })
        .then((user) => response.end(`${user.username} ${user.groups.join('|')}`))
        .catch((error: { code: number }) => {
          response.statusCode = error.code;
          response.end();
        });
    },
    onHandshakeError: () => undefined,
    onUnreadable: () => undefined,
    onConnection: (socket) => peers.remember(socket, trust.trust?.generation ?? 0),
  });
  await new Promise<void>((resolve) => tls.server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  tls.server.closeAllConnections();
  tls.server.close();
});

describe('the TLS server', () => {
  it('believes nobody before it knows the front proxy', async () => {
    expect(await ask(await leaf(oldCa, 'proxy'))).toBe('503');
  });

  it('believes the front proxy alone', async () => {
    publish(oldCa.certificate);
    expect(await ask(await leaf(oldCa, 'proxy'))).toBe('alice system:authenticated');
    expect(await ask(undefined)).toBe('401');
    expect(await ask(await leaf(oldCa, 'somebody'))).toBe('401');
    expect(await ask(await leaf(oldCa, 'proxy', 'server'))).toBe('401');
    expect(await ask(await leaf(newCa, 'proxy'))).toBe('401');
    expect(await ask(await leaf(own, 'proxy'))).toBe('401');
  });

  it('takes group lines as they are, more than Node lets through by itself', async () => {
    const groups = Array.from({ length: 2500 }, (_, at) => `g${at}, system:masters`);
    const answer = await ask(await leaf(oldCa, 'proxy'), { 'X-Remote-User': 'alice', 'X-Remote-Group': groups });
    expect(answer).toBe(`alice ${[...groups, 'system:authenticated'].join('|')}`);
  });

  it('follows the CA of the front proxy through its change', async () => {
    const [before, after] = [await leaf(oldCa, 'proxy'), await leaf(newCa, 'proxy')];
    publish(oldCa.certificate + newCa.certificate);
    expect(await ask(before)).toBe('alice system:authenticated');
    expect(await ask(after)).toBe('alice system:authenticated');
    publish(newCa.certificate);
    expect(await ask(before)).toBe('401');
    expect(await ask(after)).toBe('alice system:authenticated');
  });

  it('believes nobody any more once the configuration is unreadable', async () => {
    publish('nonsense');
    expect(trust.problem).toContain('requestheader-client-ca-file');
    expect(await ask(await leaf(newCa, 'proxy'))).toBe('503');
    publish(newCa.certificate);
    expect(trust.problem).toBeUndefined();
  });

  it('takes a bearer token for /metrics alone, and not beside the front proxy', async () => {
    const token = { authorization: 'Bearer right', 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' };
    expect(await ask(undefined, { ...token, path: '/metrics' })).toBe('prometheus system:authenticated');
    expect(await ask(undefined, { ...token, path: '/metrics', authorization: 'Bearer wrong' })).toBe('401');
    expect(await ask(undefined, { ...token, path: '/apis' })).toBe('401');
    expect(await ask(undefined, { ...token, path: '/metrics/' })).toBe('401');
    expect(await ask(await leaf(newCa, 'proxy'), { ...token, 'X-Remote-User': 'alice', path: '/metrics' })).toContain(
      'alice system:masters',
    );
  });

  it('answers what is no HTTP, but not a request that ends midway', async () => {
    expect(await sent('no request\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*"the request is not HTTP\/1.1"/s);
    expect(await sent('GET /apis HTTP/1.1\r\nHost: here\r\n')).toBe('');
    expect(await sent(`GET /apis HTTP/1.1\r\nx: ${'x'.repeat(1 << 20)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 Request Header Fields Too Large.*"reason":"RequestHeaderFieldsTooLarge","code":431/s,
    );
  });

  it('shows another certificate without a restart', async () => {
    const client = await leaf(newCa, 'proxy');
    own = await authority('other');
    serving = await leaf(own, 'serving', 'server');
    tls.use(material());
    expect(await ask(client)).toBe('alice system:authenticated');
  });
});
