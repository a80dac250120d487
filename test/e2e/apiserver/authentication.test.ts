import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionOf, send } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.namespace('shop');
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const list = '/apis/stowage.dev/v1alpha1/namespaces/shop/backups';
const forged = { 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' };

describe('straight at the apiserver, past kube-apiserver', () => {
  it.each([list, '/apis/stowage.dev/v1alpha1', '/openapi/v2', '/metrics', '/nothing'])(
    'forged headers without a certificate are 401: %s',
    async (url) => {
      const answer = await send({ server: stage.stowage.apiserverUrl }, { path: url, headers: forged });
      expect(answer.status).toBe(401);
      expect(answer.json).toMatchObject({ kind: 'Status', code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
      expect(answer.headers['content-type']).toBe('application/json');
    },
  );

  it('forged headers with a certificate of the cluster, even of its administrator, are 401', async () => {
    const { cert, key } = stage.cluster.admin;
    const answer = await send({ server: stage.stowage.apiserverUrl, cert, key }, { path: list, headers: forged });
    expect(answer.status).toBe(401);
  });

  it('the front proxy is believed, and nobody else of its CA', async () => {
    const proxy = { server: stage.stowage.apiserverUrl, ...frontProxyPair() };
    const headers = { 'X-Remote-User': 'bob', 'X-Remote-Group': ['a', 'CN=b, system:masters'] };
    const denied = await send(proxy, { path: list, headers });
    expect(denied.status).toBe(403);
    expect(denied.json['message']).toBe(
      'backups.stowage.dev is forbidden: User "bob" cannot list resource "backups" in API group "stowage.dev" in the namespace "shop"',
    );
    const allowed = await send(proxy, {
      path: list,
      headers: { ...headers, 'X-Remote-Group': ['a', 'system:masters'] },
    });
    expect(allowed.status).toBe(200);
    expect((await send(proxy, { path: list })).status).toBe(401);
    expect((await send(proxy, { path: list, headers: { 'X-Remote-User': ['bob', 'admin'] } })).status).toBe(401);
  });

  it('takes a user with 500 groups, in more than 16 KiB of headers', async () => {
    const proxy = { server: stage.stowage.apiserverUrl, ...frontProxyPair() };
    const groups = Array.from({ length: 500 }, (_, at) => `cn=group-${at},ou=teams,dc=example,dc=com`);
    const headers = { 'X-Remote-User': 'bob', 'X-Remote-Group': [...groups, 'system:masters'] };
    const backup = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { name: 'many' }, spec: {} };
    const created = await send(proxy, { method: 'POST', path: list, headers, body: backup });
    expect(created.status).toBe(201);
    const { requester } = created.json['spec'] as { requester: { groups: string[] } };
    expect(requester.groups).toEqual([...groups, 'system:masters', 'system:authenticated']);
  });

  it('answers probes without a certificate, and nothing else', async () => {
    const direct = { server: stage.stowage.apiserverUrl };
    for (const probe of ['/livez', '/readyz', '/healthz', '/readyz/ping']) {
      expect(await send(direct, { path: probe })).toMatchObject({ status: 200, text: 'ok' });
    }
    const verbose = await send(direct, { path: '/readyz?verbose' });
    expect(verbose.text).toContain('[+]authentication-configuration ok');
    expect(verbose.text).toContain('[+]storage-backups ok');
    expect((await send(direct, { path: '/readyz/none' })).status).toBe(401);
  });

  it('answers what is no HTTP with 400', async () => {
    const answer = await send({ server: stage.stowage.apiserverUrl }, { method: 'GET', path: '/%zz' });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ kind: 'Status', reason: 'BadRequest' });
  });
});

describe('through kube-apiserver', () => {
  it('a certificate whose organisation looks like two groups is one group', async () => {
    const mallory = await connectionOf(
      await stage.cluster.kubeconfigFor({ username: 'mallory', groups: ['a, system:masters'] }),
    );
    const answer = await send(mallory, { path: list });
    expect(answer.status).toBe(403);
  });

  it('the words of a denial are those of a built-in kind, and rights are checked for each subresource', async () => {
    const kubeconfig = await userWhoMay('vera', 'get,list', 'backups');
    const get = (...args: string[]) => stage.cluster.kubectl(['-n', 'shop', ...args], { kubeconfig });
    expect((await get('get', 'backups')).code).toBe(0);
    expect((await get('auth', 'can-i', 'get', 'backups', '--subresource=log')).stdout).toBe('no\n');
    expect((await get('get', '--raw', `${list}/many/log`)).stderr).toContain(
      'backups.stowage.dev "many" is forbidden: User "vera" cannot get resource "backups/log" in API group "stowage.dev" in the namespace "shop"',
    );
    expect((await get('delete', 'backup', 'many')).stderr).toContain(
      'cannot delete resource "backups" in API group "stowage.dev"',
    );
  });

  it('a right that is given to one name lets that one be listed by name', async () => {
    const nora = await connectionOf(await userWhoMay('nora', 'get,list,watch', 'backups', '--resource-name=many'));
    expect((await send(nora, { path: `${list}?fieldSelector=metadata.name%3Dmany` })).status).toBe(200);
    expect((await send(nora, { path: list })).status).toBe(403);
  });

  it('an apply that creates needs the right to create', async () => {
    const pat = await connectionOf(await userWhoMay('pat', 'get,patch', 'schedules'));
    const schedule = {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Schedule',
      metadata: { name: 's' },
      spec: { schedule: '@daily', serviceAccountName: 'default', template: {} },
    };
    const apply = {
      method: 'PATCH',
      path: '/apis/stowage.dev/v1alpha1/namespaces/shop/schedules/s?fieldManager=me',
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: schedule,
    };
    const refused = await send(pat, apply);
    expect(refused.status).toBe(403);
    expect(refused.json['message']).toContain('cannot create resource "schedules"');
    expect((await send(stage.cluster.admin, apply)).status).toBe(201);
    expect((await send(pat, apply)).status).toBe(200);
  });

  it('refuses everybody a direct write of records, also the administrator', async () => {
    const record = {
      apiVersion: 'store.stowage.dev/v1alpha1',
      kind: 'BackupRecord',
      metadata: { name: 'x' },
      spec: {},
    };
    const records = '/apis/store.stowage.dev/v1alpha1/namespaces/shop/backuprecords';
    const created = await send(stage.cluster.admin, { method: 'POST', path: records, body: record });
    expect(created.status).toBe(403);
    const patched = await send(stage.cluster.admin, {
      method: 'PATCH',
      path: `${records}/many/status`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { status: { phase: 'Completed' } },
    });
    expect(patched.status).toBe(403);
    expect((await send(stage.cluster.admin, { method: 'DELETE', path: `${records}/many` })).status).toBe(403);
    const served = await send(stage.cluster.admin, { method: 'POST', path: list, body: record });
    expect(served.status).toBe(400);
  });
});

/** Gives a user these verbs on a kind of ours in the namespace; path of the user's kubeconfig. */
async function userWhoMay(username: string, verbs: string, plural: string, ...more: string[]): Promise<string> {
  const create = ['-n', 'shop', 'create'];
  await stage.ok([...create, 'role', username, `--verb=${verbs}`, `--resource=${plural}.stowage.dev`, ...more]);
  await stage.ok([...create, 'rolebinding', username, `--role=${username}`, `--user=${username}`]);
  return stage.cluster.kubeconfigFor({ username });
}

/** kube-apiserver's own client certificate, out of the cluster's files. */
function frontProxyPair(): { cert: string; key: string } {
  return { cert: pki('front-proxy-client.crt'), key: pki('front-proxy-client.key') };
}

function pki(file: string): string {
  return readFileSync(path.join(stage.cluster.dir, 'pki', file), 'utf8');
}
