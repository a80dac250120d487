import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { ClientRequest } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shell } from '../../cluster/shell.ts';
import { pageBlocks } from '../../support/page-blocks.ts';
import { root } from '../../support/run-step.ts';
import { waitFor } from '../../support/wait.ts';
import { system } from '../stack.ts';
import { connectionOf, send, stream } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

/* What an operator of the apiserver sees and does: docs/operation.md, and docs/runbook/apiserver-down.md with the commands as they stand there. */

let stage: Stage;
/** Where the commands of pages are run: as if it were the checkout. */
let checkout: string;

beforeAll(async () => {
  const limits = ['--max-watches-per-user=2', '--max-mutating-requests-inflight=2'];
  stage = await startStage({ controllers: true, extraArgs: { apiserver: limits } });
  checkout = path.join(stage.cluster.dir, 'checkout');
  await mkdir(path.join(checkout, 'manifests', 'base'), { recursive: true });
  await stage.cluster.apply(
    ['shop', 'monitoring'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await stage.ok(['-n', 'shop', 'create', 'rolebinding', 'ann', '--clusterrole=admin', '--user=ann']);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const backups = '/apis/stowage.dev/v1alpha1/namespaces/shop/backups';
const backup = (name: string): object => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'Backup',
  metadata: { name },
  spec: { includedResources: ['configmaps'] },
});

describe('metrics', () => {
  const page = 'docs/operation.md';

  it('are for whom kube-apiserver gives its own to, by his token', async () => {
    await stage.ok(['-n', 'monitoring', 'create', 'serviceaccount', 'prometheus']);
    await stage.ok(['-n', 'monitoring', 'create', 'serviceaccount', 'somebody']);
    for (const block of pageBlocks(page, 'Metrics')) await shell(stage.cluster, block, checkout);
    expect((await scrape('nobody.at.all')).status).toBe(401);
    const somebody = await scrape(await token('somebody'));
    expect(somebody.status).toBe(403);
    expect(somebody.json['message']).toBe(
      'forbidden: User "system:serviceaccount:monitoring:somebody" cannot get path "/metrics"',
    );
    const prometheus = await token('prometheus');
    expect(
      (await send({ server: stage.stowage.apiserverUrl }, { path: '/apis', headers: bearer(prometheus) })).status,
    ).toBe(401);
    expect((await scrape(prometheus)).status).toBe(200);
    const log = await readFile(stage.stowage.logs.apiserver, 'utf8');
    expect(log).not.toContain(prometheus);
    expect(log).not.toContain('nobody.at.all');
  });

  it('have the names and labels of the page', async () => {
    await send(stage.cluster.admin, { path: backups });
    const { text } = await scrape(await token('prometheus'));
    const rows = readFileSync(path.join(root, page), 'utf8').matchAll(/^\| `(apiserver_\w+)`[^|]*\| ([^|]*)\|/gm);
    const documented = [...rows].map(([, name = '', labels = '']) => ({
      name,
      labels:
        labels
          .split(':')[0]
          ?.trim()
          .split(', ')
          .filter((label) => label !== '' && !label.includes(' ')) ?? [],
    }));
    expect(documented.length).toBeGreaterThanOrEqual(6);
    expect(documented.map(({ name }) => name).filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
    const labels = documented.find(({ name }) => name === 'apiserver_request_total')?.labels ?? [];
    const line = text.split('\n').find((each) => each.startsWith('apiserver_request_total{verb="LIST"')) ?? '';
    expect([...line.matchAll(/(\w+)="/g)].map((match) => match[1])).toEqual(labels);
    expect(text).toMatch(/stowage_eventloop_delay_seconds_bucket\{le="0.05"\} \d+/);
  });
});

describe('an audit id', () => {
  it('is the same in the answer, in our log, and for all that is done for the request', async () => {
    const ann = await connectionOf(await stage.cluster.kubeconfigFor({ username: 'ann' }));
    const { status, rawHeaders } = await send(ann, { method: 'POST', path: backups, body: backup('traced') });
    expect(status).toBe(201);
    const ids = rawHeaders.filter((_, at) => rawHeaders[at - 1]?.toLowerCase() === 'audit-id');
    expect(ids).toHaveLength(1);
    const [id = ''] = ids;
    const events = await waitFor('the audit log to have it all', async () => {
      const found = await stage.cluster.auditEvents(
        (event) => event.auditID === id && event.stage === 'ResponseComplete',
      );
      return found.length >= 3 && found;
    });
    expect(events.map(({ user, verb, objectRef }) => `${user.username} ${verb} ${objectRef?.resource}`)).toEqual(
      expect.arrayContaining([
        'ann create backups',
        `system:serviceaccount:${system}:stowage-apiserver create backuprecords`,
        `system:serviceaccount:${system}:stowage-apiserver create subjectaccessreviews`,
      ]),
    );
    const line = await waitFor('our log to have it', async () =>
      (await logLines(id)).find(({ msg }) => msg === 'request'),
    );
    expect(line).toMatchObject({ auditId: id, verb: 'create', code: 201, user: 'ann' });
  });
});

describe('limits', () => {
  it('on watches are those of one user: 429, and when to try again', async () => {
    const [ann, bob] = await Promise.all(
      ['ann', 'bob'].map(async (username) => connectionOf(await stage.cluster.kubeconfigFor({ username }))),
    );
    if (ann === undefined || bob === undefined) throw new Error('no connections');
    await stage.ok(['-n', 'shop', 'create', 'rolebinding', 'bob', '--clusterrole=view', '--user=bob']);
    const watch = { path: `${backups}?watch=true` };
    const open = [await stream(ann, watch), await stream(ann, watch)];
    const refused = await send(ann, watch);
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.json).toMatchObject({ reason: 'TooManyRequests', details: { retryAfterSeconds: 5 } });
    expect((await send(ann, { path: backups })).status).toBe(200);
    open.push(await stream(bob, watch));
    expect(open.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    for (const each of open) each.destroy();
    await waitFor('a place to be free', async () => {
      const again = await stream(ann, watch);
      again.destroy();
      return again.statusCode === 200;
    });
  });

  it('on writes leave reads, discovery and the cluster itself alone', async () => {
    const stalled = [stalledPost('one'), stalledPost('two')];
    const prometheus = await token('prometheus');
    await waitFor('both to hold a place', async () =>
      (await scrape(prometheus)).text.includes('apiserver_current_inflight_requests{request_kind="mutating"} 2'),
    );
    await waitFor('a third one to be refused', async () => {
      const { status, headers } = await send(proxy(), {
        method: 'POST',
        path: backups,
        headers: asAnn,
        body: backup('x'),
      });
      return status === 429 && headers['retry-after'] === '1';
    });
    expect((await send(proxy(), { path: backups, headers: asAnn })).status).toBe(200);
    expect((await send(proxy(), { path: '/apis', headers: asAnn })).status).toBe(200);
    const masters = { 'X-Remote-User': 'root', 'X-Remote-Group': 'system:masters' };
    expect(
      (await send(proxy(), { method: 'POST', path: backups, headers: masters, body: backup('masters') })).status,
    ).toBe(201);
    for (const post of stalled) post.destroy();
    await waitFor('a place to be free', async () => {
      const { status } = await send(proxy(), { method: 'POST', path: backups, headers: asAnn, body: backup('y') });
      return status === 201;
    });
  });
});

describe('with all replicas dead', () => {
  const page = 'docs/runbook/apiserver-down.md';
  let before: string[];

  it('schedules make backups, and these complete', async () => {
    const spec = { schedule: '@every 2s', template: { includedNamespaces: ['monitoring'] } };
    const schedule = {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Schedule',
      metadata: { namespace: system, name: 'often' },
      spec,
    };
    await shell(stage.cluster, `kubectl create -f - <<'END'\n${JSON.stringify(schedule)}\nEND`, checkout);
    await stage.stowage.stopOne('apiserver', { kill: true });
    before = await made();
    await waitFor('more backups to complete', async () => (await made()).length >= before.length + 2);
  });

  it('the page’s commands show what there is to see', async () => {
    const [api = '', records = ''] = await documented('Look');
    expect(api).toContain('v1alpha1.stowage.dev');
    expect(api).toContain('deployment.apps/stowage-apiserver');
    expect(records).toContain('often');
    expect(records).toMatch(/stowage-controllers-0\S* \d{4}-/);
  });

  it('no namespace is deleted, and kubectl says what the page says', async () => {
    await stage.namespace('elsewhere');
    await stage.ok(['delete', 'namespace', 'elsewhere', '--wait=false']);
    // What it remembers of discovery would hide what has become of it.
    const fresh = '--cache-dir=/dev/null';
    const [list = ''] = (await readFile(path.join(root, page), 'utf8')).split('\n## ');
    const quoted = [...list.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => quote).filter(({ length }) => length > 30);
    expect(quoted).toHaveLength(5);
    await waitFor('all to be said that the page quotes', async () => {
      const conditions = 'jsonpath={range .status.conditions[*]}{.type}: {.message}; {end}';
      const unserved = await stage.refused(['get', '--raw', backups]);
      const unknown = await stage.refused(['get', 'backups', '-A', fresh]);
      const hanging = await stage.ok(['get', 'namespace', 'elsewhere', '-o', conditions]);
      const metrics = await stage.ok(['get', '--raw', '/metrics']);
      const unsaid = quoted.filter((quote) => !`${unserved}${unknown}${hanging}${metrics}`.includes(quote));
      if (unsaid.length > 0) throw new Error(`nothing says ${unsaid.join(' or ')}`);
      return true;
    });
    expect(await stage.cluster.kubectl(['api-resources', '--api-group=stowage.dev', '--no-headers', fresh])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('they are deleted once the APIService is', async () => {
    const service = JSON.parse(
      await stage.ok(['get', 'apiservice', 'v1alpha1.stowage.dev', '-o', 'json']),
    ) as ApiService;
    const { caBundle: _, ...spec } = service.spec;
    const { apiVersion, kind } = service;
    const manifest = { apiVersion, kind, metadata: { name: service.metadata.name }, spec };
    await writeFile(path.join(checkout, 'manifests', 'base', 'api-service.yaml'), JSON.stringify(manifest));
    const [exit = '', back = ''] = pageBlocks(page, 'Emergency exit: take the API away');
    await shell(stage.cluster, exit, checkout);
    await waitFor('it to go', async () => !(await stage.ok(['get', 'namespaces', '-o', 'name'])).includes('elsewhere'));
    expect((await stage.cluster.kubectl(['api-resources'])).stderr).toBe('');
    await shell(stage.cluster, back, checkout);
  });

  it('and back again everything is served, also what was made meanwhile', async () => {
    await stage.stowage.restart('apiserver');
    const [restart = '', serving = ''] = pageBlocks(page, 'Bring it back');
    await shell(stage.cluster, restart, checkout);
    await waitFor('it to serve', async () =>
      (await shell(stage.cluster, serving, checkout)).stdout.endsWith('serving\n'),
    );
    const served = (await stage.ok(['-n', system, 'get', 'backups.stowage.dev', '-o', 'name'])).split('\n');
    const meanwhile = await made();
    expect(meanwhile.length).toBeGreaterThan(before.length);
    expect(served).toEqual(expect.arrayContaining(meanwhile.map((name) => `backup.stowage.dev/${name}`)));
  });

  async function documented(heading: string): Promise<string[]> {
    const printed: string[] = [];
    for (const block of pageBlocks(page, heading)) printed.push((await shell(stage.cluster, block, checkout)).stdout);
    return printed;
  }
});

interface ApiService {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: { caBundle?: string };
}

/** Names of the Schedule's backups that are completed, by their records. */
async function made(): Promise<string[]> {
  const completed = '{range .items[?(@.status.phase=="Completed")]}{.metadata.name}{"\\n"}{end}';
  const names = await stage.ok(['-n', system, 'get', 'backuprecords', '-o', `jsonpath=${completed}`]);
  return names.split('\n').filter((name) => name.startsWith('often-'));
}

async function token(account: string): Promise<string> {
  return (await stage.ok(['-n', 'monitoring', 'create', 'token', account])).trim();
}

/** What the apiserver has logged about a request. */
async function logLines(auditId: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(stage.stowage.logs.apiserver, 'utf8'))
    .split('\n')
    .filter((line) => line.includes(auditId));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const bearer = (secret: string): { authorization: string } => ({ authorization: `Bearer ${secret}` });

/** As Prometheus asks: straight, with its token. */
function scrape(secret: string) {
  return send({ server: stage.stowage.apiserverUrl }, { path: '/metrics', headers: bearer(secret) });
}

const asAnn = { 'X-Remote-User': 'ann' };

/** Straight at the apiserver, as kube-apiserver does. */
function proxy() {
  return {
    server: stage.stowage.apiserverUrl,
    cert: pki('front-proxy-client.crt'),
    key: pki('front-proxy-client.key'),
  };
}

function pki(file: string): string {
  return readFileSync(path.join(stage.cluster.dir, 'pki', file), 'utf8');
}

/** A write of ann's whose body never comes. */
function stalledPost(name: string): ClientRequest {
  const { server, cert, key } = proxy();
  const length = Buffer.byteLength(JSON.stringify(backup(name)));
  const headers = { ...asAnn, 'content-type': 'application/json', 'content-length': length };
  const post = request(`${server}${backups}`, {
    method: 'POST',
    agent: false,
    rejectUnauthorized: false,
    cert,
    key,
    headers,
  });
  post.on('error', () => undefined);
  post.write('{');
  return post;
}
