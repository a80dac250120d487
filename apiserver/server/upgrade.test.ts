import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../kube/process/clock.ts';
import type { Fields, Log } from '../../kube/process/log.ts';
import { silentLog } from '../../kube/process/log.ts';
import { Registry } from '../../kube/process/metrics.ts';
import { createApp } from '../app.ts';
import type { Exchange } from './exchange.ts';
import { forbidden, unauthorized } from './failures.ts';
import { Limiter } from './limiter.ts';
import { createServerMetrics } from './metrics.ts';
import { sendJson } from './send.ts';
import { Trails } from './trail.ts';
import { isWebSocketWatch, takeUpgrades } from './upgrade.ts';
import { beginWatch } from './watch-stream.ts';

/* The whole way of a request that asks for a WebSocket, with a route that begins every watch and says of everything else that it came. */

const backups = '/apis/stowage.dev/v1alpha1/namespaces/shop/backups';
const watched = `${backups}?watch=true`;

let server: Server;
let registry: Registry;
let lines: [string, Fields][];
let exchanges: Exchange[];
let streams: Writable[];

beforeEach(async () => {
  [lines, exchanges, streams] = [[], [], []];
  registry = new Registry();
  const limiter = new Limiter({ ...noLimits, watchesPerUser: 1 });
  const app = createApp({
    authenticate: async ({ headers }) => {
      if (headers['x-user'] === undefined) throw unauthorized();
      return { username: String(headers['x-user']), groups: [], extra: {} };
    },
    authorizer: {
      request: async ({ username }: { username: string }) => {
        if (username === 'eve') throw forbidden({ resource: 'backups' }, 'no');
      },
    } as never,
    route: async (exchange) => {
      exchanges.push(exchange);
      const { request, response, info } = exchange;
      if (info.verb === 'watch') streams.push(beginWatch(exchange));
      else if (info.resource?.subresource === 'log') response.writeHead(200).flushHeaders();
      else sendJson(response, 200, { got: Buffer.concat(await Array.fromAsync(request)).toString() });
    },
    limiter,
    metrics: createServerMetrics(registry, limiter),
    livez: [],
    readyz: [],
    state: { stopping: false, draining: false },
    trails: new Trails(),
    clock: systemClock,
    random: { uuid: () => 'made-here' },
    log: recorder({}),
  });
  server = createServer({ shouldUpgradeCallback: isWebSocketWatch }, app);
  takeUpgrades(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => {
  for (const { request } of exchanges) request.socket.destroy();
  server.close();
});

const noLimits = { readOnly: 0, mutating: 0, watch: 0, download: 0, watchesPerUser: 0, downloadsPerUser: 0 };

describe('a watch by WebSocket', () => {
  it('has each line as a text frame, and says that it is over', async () => {
    const { socket, frames } = await open('ann', ['base64.binary.k8s.io']);
    expect(socket.protocol).toBe('base64.binary.k8s.io');
    // Whatever fails from now on: an answer would be taken for frames.
    exchanges[0]?.response.writeHead(500).end('trouble');
    streams[0]?.write(Buffer.from('{"a":"ü"}\n{"b":1}\n'));
    streams[0]?.end('{"c":1}\n');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1000);
    expect(frames).toEqual(['{"a":"ü"}\n', '{"b":1}\n', '{"c":1}\n']);
  });

  it('is one of its user’s watches, in the log and in the metrics, until it is over', async () => {
    const { socket } = await open('ann');
    expect((await refusal('ann')).answer.statusCode).toBe(429);
    expect(await registry.metrics()).toMatch(/apiserver_longrunning_requests\{verb="WATCH".*\} 1/);
    expect(exchanges[0]?.signal.aborted).toBe(false);
    socket.terminate();
    await expect.poll(() => exchanges[0]?.signal.aborted).toBe(true);
    expect(streams[0]?.destroyed).toBe(true);
    expect(await registry.metrics()).toMatch(/apiserver_longrunning_requests\{verb="WATCH".*\} 0/);
    expect(await registry.metrics()).toMatch(/apiserver_request_total\{verb="WATCH".*code="101"\} 1/);
    expect(lines).toContainEqual(['request', expect.objectContaining({ verb: 'watch', code: 101, user: 'ann' })]);
    expect((await open('ann')).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('answers a ping, and does not listen', async () => {
    const { socket } = await open('ann');
    socket.send('hello');
    socket.ping();
    await once(socket, 'pong');
    socket.send('x'.repeat(65 * 1024));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
  });

  it('waits for a client that does not read', async () => {
    const { socket, frames } = await open('ann');
    socket.pause();
    const line = Buffer.from(`${'x'.repeat(1_000_000)}\n`);
    let written = 0;
    for (; written < 100 && streams[0]?.writableNeedDrain !== true; written++) {
      streams[0]?.write(line);
      await setTimeout(20);
    }
    expect(written).toBeLessThan(100);
    socket.resume();
    await expect.poll(() => streams[0]?.writableNeedDrain).toBe(false);
    await expect.poll(() => frames.length).toBe(written);
  });
});

describe('a WebSocket that is not to be', () => {
  it.each([
    ['without a user', watched, {}, 401],
    ['without the right', watched, { 'x-user': 'eve' }, 403],
    ['without Origin', watched, { 'x-user': 'ann', origin: 'null' }, 403],
    ['of another version', watched, { 'x-user': 'ann', 'sec-websocket-version': '7' }, 400],
    ['with a choice of protocols', watched, { 'x-user': 'ann', 'sec-websocket-protocol': 'a, b' }, 400],
    ['of a list', backups, { 'x-user': 'ann' }, 200],
  ])('%s is answered, and nothing more is taken from its connection', async (_, path, headers, code) => {
    const answer = await raw([
      { path, headers: { ...handshake, ...headers } },
      { path, headers: { 'x-user': 'admin' } },
    ]);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${code}`]);
    expect(answer).toContain('connection: close');
    expect(answer).toContain(code === 200 ? '{"got":""}' : `"code":${code}`);
    expect(exchanges.map(({ user }) => user.username)).not.toContain('admin');
  });

  it('of a log that is followed is given up when its client goes', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(textOf({ path: `${backups}/x/log?follow=true`, headers: { ...handshake, 'x-user': 'ann' } }));
    await once(socket, 'data');
    socket.destroy();
    await expect.poll(() => exchanges[0]?.signal.aborted).toBe(true);
  });

  it('but another protocol is a request like any other, the last of its connection', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'h2c', 'x-user': 'ann', 'content-length': '5' };
    const answer = await raw([{ method: 'POST', path: backups, headers, body: 'hello' }]);
    expect(answer).toContain('{"got":"hello"}');
    expect(answer).toContain('connection: close');
  });
});

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  origin: 'https://dashboard',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

function dial(user: string, protocols: string[] = []): WebSocket {
  const { port } = server.address() as AddressInfo;
  const headers = { 'x-user': user, origin: 'https://dashboard' };
  return new WebSocket(`ws://127.0.0.1:${port}${watched}`, protocols, { headers });
}

async function open(user: string, protocols?: string[]): Promise<{ socket: WebSocket; frames: string[] }> {
  const socket = dial(user, protocols);
  const frames: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => frames.push(isBinary ? 'binary' : data.toString()));
  await once(socket, 'open');
  return { socket, frames };
}

async function refusal(user: string): Promise<{ answer: IncomingMessage }> {
  const socket = dial(user);
  const [request, answer] = (await once(socket, 'unexpected-response')) as [{ destroy(): void }, IncomingMessage];
  request.destroy();
  return { answer };
}

interface RawRequest {
  method?: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Sends requests one behind the other on one connection; all that comes until the server ends it. */
async function raw(requests: readonly RawRequest[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  for (const request of requests) socket.write(textOf(request));
  await once(socket, 'close');
  return text;
}

function textOf({ method = 'GET', path, headers, body = '' }: RawRequest): string {
  const head = Object.entries({ host: 'here', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`;
}

function recorder(fields: Fields): Log {
  const keep = (message: string, more: Fields = {}): void => void lines.push([message, { ...fields, ...more }]);
  return { ...silentLog, debug: keep, info: keep, child: (more) => recorder({ ...fields, ...more }) };
}
