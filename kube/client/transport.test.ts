import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../process/manual-clock.ts';
import { send, startServer, valuesOf } from '../testing/api-server.ts';
import type { Answer, TestServer } from '../testing/api-server.ts';
import { makeCertificates } from '../testing/certificates.ts';
import { ConnectionError } from './connection-error.ts';
import type { Connection } from './connection.ts';
import { Transport } from './transport.ts';
import type { TransportOptions } from './transport.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(answer: Answer, options?: Parameters<typeof startServer>[1]): Promise<TestServer> {
  const server = await startServer(answer, options);
  cleanups.push(async () => server[Symbol.asyncDispose]());
  return server;
}

function transportTo(connection: string | Connection, options: TransportOptions = {}): Transport {
  const given = typeof connection === 'string' ? { server: connection, namespace: 'default' } : connection;
  const transport = new Transport(given, options);
  cleanups.push(() => transport.close());
  return transport;
}

const get = { method: 'GET', path: '/api/v1/pods' };
const post = { method: 'POST', path: '/api/v1/pods', body: '{}' };

test('sends a header with several values as one line each', async () => {
  const server = await serve((_, response) => send(response, 200, {}));
  const response = await transportTo(server.url).send({ ...get, headers: { 'X-Many': ['a, b', 'c'] } });
  expect(await response.body.json()).toEqual({});
  expect(valuesOf(server.seen[0], 'x-many')).toEqual(['a, b', 'c']);
});

test('repeats query parameters, leaves undefined ones out and keeps the path prefix of the server', async () => {
  const server = await serve((_, response) => send(response, 200, {}));
  const transport = transportTo(`${server.url}/k8s/clusters/c-1`);
  const response = await transport.send({ ...get, query: { a: ['1', '2 3'], b: undefined } });
  await response.body.dump();
  expect(server.seen[0]?.url).toBe('/k8s/clusters/c-1/api/v1/pods?a=1&a=2+3');
});

test.each(['Authorization', 'Impersonate-User', 'impersonate-group', 'Impersonate-Extra-x', 'X-Remote-User'])(
  'refuses the identity header %s from a caller',
  async (name) => {
    const server = await serve((_, response) => send(response, 200, {}));
    await expect(transportTo(server.url).send({ ...get, headers: { [name]: 'x' } })).rejects.toThrow(TypeError);
    expect(server.seen).toHaveLength(0);
  },
);

test('sends any verb again after 429, when the server said to wait', async () => {
  const clock = new ManualClock();
  const server = await serve((_, response, call) =>
    call < 3 ? send(response, 429, {}, { 'retry-after': '7' }) : send(response, 201, {}),
  );
  const sent = transportTo(server.url, { clock }).send(post);
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(6_999);
  expect(server.seen).toHaveLength(1);
  await clock.advance(2_000);
  await expect.poll(() => server.seen.length).toBe(2);
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(9_000);
  expect((await sent).status).toBe(201);
  expect(server.seen.map((seen) => seen.body)).toEqual(['{}', '{}', '{}']);
});

test('sends a GET again after 503 with Retry-After, but hands it on for a POST and without Retry-After', async () => {
  const server = await serve((seen, response, call) => {
    const headers: Record<string, string> = seen.url.includes('wait') ? { 'retry-after': '0' } : {};
    send(response, call === 1 || seen.method === 'POST' || !seen.url.includes('wait') ? 503 : 200, {}, headers);
  });
  const transport = transportTo(server.url);
  expect((await transport.send({ ...get, path: '/wait' })).status).toBe(200);
  expect(server.seen).toHaveLength(2);
  expect((await transport.send({ ...post, path: '/wait' })).status).toBe(503);
  expect((await transport.send(get)).status).toBe(503);
  expect(server.seen).toHaveLength(4);
});

test('hands 429 on at once when told not to retry', async () => {
  const server = await serve((_, response) => send(response, 429, {}, { 'retry-after': '1' }));
  expect((await transportTo(server.url).send({ ...get, retry: false })).status).toBe(429);
});

test('sends a GET again when the connection is cut, and never a POST', async () => {
  const server = await serve((_, response, call) => (call === 2 ? send(response, 200, {}) : response.destroy()));
  const transport = transportTo(server.url);
  expect((await transport.send(get)).status).toBe(200);
  await expect(transport.send(post)).rejects.toThrow(ConnectionError);
  expect(server.seen).toHaveLength(3);
});

test('waits for a server that is not there yet, with every verb', async () => {
  const probe = await serve(() => undefined);
  const port = Number(new URL(probe.url).port);
  await probe[Symbol.asyncDispose]();
  const sent = transportTo(`http://127.0.0.1:${port}`).send(post);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await serve((_, response) => send(response, 201, {}), { port });
  expect((await sent).status).toBe(201);
});

test('says who did not answer and why', async () => {
  const sent = transportTo('http://127.0.0.1:1').send({ ...get, retry: false, query: { token: 'x' } });
  await expect(sent).rejects.toThrow(/no answer from http:\/\/127\.0\.0\.1:1 to GET \/api\/v1\/pods: .*ECONNREFUSED/);
});

test('has no more requests under way than connections, and one waiting can be aborted', async () => {
  let atOnce = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const server = await serve((_, response) => {
    most = Math.max(most, ++atOnce);
    waiting.push(() => {
      atOnce--;
      send(response, 200, {});
    });
  });
  const transport = transportTo(server.url, { connections: 2 });
  const sent = [1, 2, 3].map(async () => (await transport.send(get)).body.json());
  const abort = new AbortController();
  const aborted = transport.send({ ...get, signal: abort.signal });
  await expect.poll(() => waiting.length).toBe(2);
  abort.abort(new Error('no longer wanted'));
  await expect(aborted).rejects.toThrow('no longer wanted');
  const answered = setInterval(() => waiting.shift()?.(), 5);
  await Promise.all(sent);
  clearInterval(answered);
  expect(most).toBe(2);
  expect(server.seen).toHaveLength(3);
});

test('gives long-running requests connections of their own', async () => {
  const server = await serve((seen, response) => {
    if (seen.url.includes('watch')) response.writeHead(200).write('\n');
    else send(response, 200, { done: true });
  });
  const transport = transportTo(server.url, { connections: 1 });
  const watches = await Promise.all([1, 2, 3].map(() => transport.send({ ...get, path: '/watch', longRunning: true })));
  expect(await (await transport.send(get)).body.json()).toEqual({ done: true });
  for (const watch of watches) watch.body.on('error', () => undefined).destroy();
});

test('aborts while the connection is still being opened', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const started = performance.now();
  const sent = transportTo(`https://127.0.0.1:${port}`).send({ ...get, signal: AbortSignal.timeout(50) });
  await expect(sent).rejects.toThrow(/timeout/i);
  expect(performance.now() - started).toBeLessThan(2_000);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('says that it cannot connect when its certificate is no PEM', async () => {
  const sent = transportTo({ server: 'https://127.0.0.1:1', namespace: 'default', cert: 'no PEM', key: 'none' }).send(
    get,
  );
  await expect(sent).rejects.toBeInstanceOf(ConnectionError);
  await expect(sent).rejects.toThrow(/127\.0\.0\.1:1.*PEM/s);
});

test('checks the certificate against the CA and the name in tls-server-name', async () => {
  const tls = await makeCertificates(['kubernetes.default.svc']);
  const server = await serve((_, response) => send(response, 200, {}), { tls });
  const connection = { server: server.url, namespace: 'default', ca: tls.ca };
  const named = transportTo({ ...connection, tlsServerName: 'kubernetes.default.svc' });
  expect((await named.send(get)).status).toBe(200);
  await expect(transportTo(connection).send(get)).rejects.toThrow(/does not match certificate/);
  const stranger = await makeCertificates(['kubernetes.default.svc']);
  const untrusting = transportTo({ ...connection, ca: stranger.ca, tlsServerName: 'kubernetes.default.svc' });
  await expect(untrusting.send(get)).rejects.toThrow(ConnectionError);
  const careless = transportTo({ server: server.url, namespace: 'default', insecureSkipTlsVerify: true });
  expect((await careless.send(get)).status).toBe(200);
});

test('reads the token anew once a minute, and keeps the old one while that fails', async () => {
  const clock = new ManualClock();
  const server = await serve((_, response) => send(response, 200, {}));
  const tokens = ['one', 'two'];
  const refresh = async (): Promise<{ token: string }> => {
    const token = tokens.shift();
    if (token === undefined) throw new Error('the file is gone');
    return { token };
  };
  const transport = transportTo({ server: server.url, namespace: 'default', refresh }, { clock });
  for (const pause of [0, 59_000, 2_000, 61_000]) {
    await clock.advance(pause);
    await (await transport.send(get)).body.dump();
  }
  const values = server.seen.flatMap((seen) => valuesOf(seen, 'authorization'));
  expect(values).toEqual(['Bearer one', 'Bearer one', 'Bearer two', 'Bearer two']);
});

test('opens new connections when the CA changes', async () => {
  const clock = new ManualClock();
  const tls = await makeCertificates(['localhost']);
  const stranger = await makeCertificates(['localhost']);
  const server = await serve((_, response) => send(response, 200, {}), { tls });
  const authorities = [stranger.ca, tls.ca];
  const refresh = async (): Promise<{ ca: string }> => ({ ca: authorities.shift() ?? tls.ca });
  const url = server.url.replace('127.0.0.1', 'localhost');
  const transport = transportTo({ server: url, namespace: 'default', refresh }, { clock });
  await expect(transport.send({ ...get, retry: false })).rejects.toThrow(ConnectionError);
  await clock.advance(61_000);
  expect((await transport.send(get)).status).toBe(200);
});

test('tunnels through a proxy without joining or losing header lines', async () => {
  const tls = await makeCertificates(['localhost']);
  const server = await serve((_, response) => send(response, 200, {}), { tls });
  const asked: string[] = [];
  const proxy = createServer((client) => {
    client.once('data', (head) => {
      asked.push(head.toString());
      const upstream = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  cleanups.push(async () => proxy.close());
  const { port } = proxy.address() as AddressInfo;
  const transport = transportTo({
    server: 'https://localhost:6443',
    namespace: 'default',
    ca: tls.ca,
    proxyUrl: `http://me:p%40ss@127.0.0.1:${port}`,
  });
  const response = await transport.send(get, ['Impersonate-Group', 'a', 'Impersonate-Group', 'b']);
  await response.body.dump();
  expect(valuesOf(server.seen[0], 'impersonate-group')).toEqual(['a', 'b']);
  expect(asked[0]).toMatch(/^CONNECT localhost:6443 HTTP\/1\.1\r\n/);
  expect(asked[0]).toContain(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
});

test('a proxy that refuses is named, without its password, and not asked again', async () => {
  let calls = 0;
  const proxy = createServer((client) => {
    calls++;
    client.once('data', () => client.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  cleanups.push(async () => proxy.close());
  const { port } = proxy.address() as AddressInfo;
  const proxyUrl = `http://me:hunter2@127.0.0.1:${port}`;
  const sent = transportTo({ server: 'https://kube.example:6443', namespace: 'default', proxyUrl }).send(get);
  await expect(sent).rejects.toThrow(`proxy 127.0.0.1:${port} did not connect to kube.example:6443: it answered 403`);
  expect(calls).toBe(1);
});

test('sends nothing once it is closed', async () => {
  const server = await serve((_, response) => send(response, 200, {}));
  const transport = transportTo(server.url);
  await (await transport.send(get)).body.dump();
  await transport.close();
  await expect(transport.send(get)).rejects.toThrow('the transport is closed');
  expect(server.seen).toHaveLength(1);
});
