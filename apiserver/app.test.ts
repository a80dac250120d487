import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields, Log } from '../kube/process/log.ts';
import { silentLog } from '../kube/process/log.ts';
import { systemClock } from '../kube/process/clock.ts';
import { Registry } from '../kube/process/metrics.ts';
import type { User } from './server/user.ts';
import { createApp } from './app.ts';
import { Limiter } from './server/limiter.ts';
import { createServerMetrics } from './server/metrics.ts';
import { sendJson } from './server/send.ts';
import { Trails } from './server/trail.ts';

/* Requests wait in the route until they are let go: that is the one fault that has to be made. */

let server: Server;
let registry: Registry;
let lines: [string, Fields][];
let letGo: () => void;
const trails = new Trails();
const seen: Record<string, string>[] = [];

beforeEach(async () => {
  lines = [];
  seen.length = 0;
  registry = new Registry();
  const waiting = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const limits = { readOnly: 1, mutating: 1, watch: 2, download: 2, watchesPerUser: 1, downloadsPerUser: 1 };
  const limiter = new Limiter(limits);
  const app = createApp({
    authenticate: async (incoming) => userOf(String(incoming.headers['x-user'])),
    authorizer: { request: async () => undefined } as never,
    route: async ({ response, info }) => {
      seen.push(trails.headers());
      if (info.resource !== undefined) await waiting;
      sendJson(response, 200, {});
    },
    limiter,
    metrics: createServerMetrics(registry, limiter),
    livez: [],
    readyz: [],
    state: { stopping: false, draining: false },
    trails,
    clock: systemClock,
    random: { uuid: () => 'made-here' },
    log: recorder({}),
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  letGo();
  server.closeAllConnections();
  server.close();
});

const backups = '/apis/stowage.dev/v1alpha1/namespaces/shop/backups';

describe('limits', () => {
  it('refuse one more with 429, when to try again, and a metric', async () => {
    const first = ask('GET', backups, 'ann');
    await started(1);
    const refused = await ask('GET', backups, 'bob');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(JSON.parse(refused.text)).toMatchObject({
      kind: 'Status',
      code: 429,
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 1 },
    });
    expect(await registry.metrics()).toMatch(/apiserver_request_terminations_total\{verb="LIST".*code="429"\} 1/);
    letGo();
    expect((await first).status).toBe(200);
    await settled();
    expect((await ask('GET', backups, 'bob')).status).toBe(200);
  });

  it('keep reads, writes and streams apart, and streams of one user from those of another', async () => {
    const under = [
      ask('GET', backups, 'ann'),
      ask('POST', backups, 'ann'),
      ask('GET', `${backups}?watch=true`, 'ann'),
      ask('GET', `${backups}/x/log`, 'ann'),
    ];
    await started(4);
    expect((await ask('GET', `${backups}?watch=true`, 'ann')).status).toBe(429);
    expect((await ask('GET', `${backups}/x/contents`, 'ann')).status).toBe(429);
    expect((await ask('DELETE', `${backups}/x`, 'bob')).status).toBe(429);
    under.push(ask('GET', `${backups}?watch=true`, 'bob'), ask('GET', `${backups}/x/log`, 'bob'));
    await started(6);
    expect((await ask('GET', `${backups}/x/log`, 'cyd')).status).toBe(429);
    letGo();
    expect((await Promise.all(under)).map(({ status }) => status)).toEqual(under.map(() => 200));
  });

  it('do not hold for discovery, health and the cluster itself', async () => {
    const under = [ask('GET', backups, 'ann'), ask('POST', backups, 'ann')];
    await started(2);
    expect((await ask('GET', '/apis', 'bob')).status).toBe(200);
    expect((await ask('GET', '/livez', 'bob')).status).toBe(200);
    under.push(...['masters', 'controller', 'collector'].map((user) => ask('DELETE', `${backups}/x`, user)));
    await started(6);
    letGo();
    expect((await Promise.all(under)).map(({ status }) => status)).toEqual(under.map(() => 200));
  });
});

describe('a request', () => {
  it('is found again by its audit id: in the answer (where kube-apiserver puts its own), in the logs, at kube-apiserver', async () => {
    letGo();
    const { headers } = await ask('DELETE', `${backups}/x`, 'ann', { 'audit-id': 'a-1' });
    expect(headers['audit-id']).toBeUndefined();
    expect(seen).toEqual([{ 'audit-id': 'a-1' }]);
    await settled();
    expect(lines).toContainEqual([
      'request',
      expect.objectContaining({ auditId: 'a-1', verb: 'delete', code: 200, user: 'ann', path: `${backups}/x` }),
    ]);
    expect((await ask('GET', '/apis', 'ann')).headers['audit-id']).toBe('made-here');
  });
});

function userOf(username: string): User {
  const groups: Record<string, string> = {
    masters: 'system:masters',
    collector: 'system:serviceaccounts:kube-system',
  };
  return {
    username: username === 'controller' ? 'system:kube-controller-manager' : username,
    groups: [groups[username] ?? 'people'],
    extra: {},
  };
}

function recorder(fields: Fields): Log {
  const keep = (message: string, more: Fields = {}): void => void lines.push([message, { ...fields, ...more }]);
  return { ...silentLog, info: keep, child: (more) => recorder({ ...fields, ...more }) };
}

/** Until so many requests are in the route. */
async function started(count: number): Promise<void> {
  await expect.poll(() => seen.length).toBeGreaterThanOrEqual(count);
}

/** The end of an answer is known here a moment later than to its client. */
async function settled(): Promise<void> {
  await expect
    .poll(async () =>
      /apiserver_current_inflight_requests\{request_kind="(?:readOnly|mutating)"\} 1/.test(await registry.metrics()),
    )
    .toBe(false);
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

function ask(method: string, path: string, user: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({
      port,
      host: '127.0.0.1',
      method,
      path,
      agent: false,
      headers: { 'x-user': user, ...headers },
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      let text = '';
      answer.on('data', (piece) => {
        text += String(piece);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.end();
  });
}
