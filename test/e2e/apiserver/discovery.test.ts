import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../support/wait.ts';
import { send } from './http.ts';
import type { Answer } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

/** As kube-apiserver's own controllers ask: by the front proxy, with a name and no groups. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const proxy = {
    server: stage.stowage.apiserverUrl,
    cert: pki('front-proxy-client.crt'),
    key: pki('front-proxy-client.key'),
  };
  return send(proxy, { path: url, headers: { 'X-Remote-User': 'system:aggregator', ...headers } });
}

function pki(file: string): string {
  return readFileSync(path.join(stage.cluster.dir, 'pki', file), 'utf8');
}

const v2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

describe('discovery', () => {
  it.each([
    [`${v2},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json`, v2],
    ['application/json; as=APIGroupDiscoveryList ;v=v2; g=apidiscovery.k8s.io', v2],
    ['application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList', v2.replace('v=v2', 'v=v2beta1')],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
  ])('at /apis for %s', async (accept, contentType) => {
    const answer = await ask('/apis', { accept });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': contentType,
      vary: 'Accept',
      etag: expect.stringMatching(/^"[0-9A-F]+"$/),
    });
    const again = await ask('/apis', { accept, 'if-none-match': answer.headers.etag ?? '' });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect((await ask('/apis', { accept, 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('names every kind and subresource with its response kind', async () => {
    const { json } = await ask('/apis', { accept: v2 });
    expect(json).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      items: [{ metadata: { name: 'stowage.dev' }, versions: [{ version: 'v1alpha1' }] }],
    });
    const [{ versions }] = json['items'] as [
      {
        versions: [
          {
            resources: {
              resource: string;
              responseKind: object;
              subresources: { subresource: string; responseKind: object }[];
            }[];
          },
        ];
      },
    ];
    const resources = versions[0].resources;
    expect(resources.map(({ resource }) => resource)).toEqual([
      'backups',
      'restores',
      'schedules',
      'backupstoragelocations',
      'volumesnapshotlocations',
      'volumebackups',
      'volumerestores',
      'backuprepositories',
      'restorepoints',
      'serverstatuses',
    ]);
    expect(resources[5]).toMatchObject({ scope: 'Namespaced', verbs: ['get', 'list', 'watch'], subresources: [] });
    expect(resources[9]).toMatchObject({ scope: 'Cluster', verbs: ['get', 'list', 'watch'], subresources: [] });
    expect(resources[0]?.subresources.map(({ subresource }) => subresource)).toEqual([
      'status',
      'log',
      'resources',
      'results',
      'contents',
    ]);
    expect(
      resources.every((one) => [one, ...one.subresources].every(({ responseKind }) => 'kind' in responseKind)),
    ).toBe(true);
  });

  it('without an Accept header and without groups is answered, never null', async () => {
    expect((await ask('/apis/stowage.dev')).json).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { version: 'v1alpha1' },
    });
    const { json } = await ask('/apis/stowage.dev/v1alpha1');
    expect(json).toMatchObject({ kind: 'APIResourceList', groupVersion: 'stowage.dev/v1alpha1' });
    expect((json['resources'] as { name: string }[]).map(({ name }) => name)).toContain('backups/log');
    expect((await ask('/apis', { accept: 'application/vnd.kubernetes.protobuf' })).json).toMatchObject({
      code: 406,
      reason: 'NotAcceptable',
    });
    expect((await ask('/version')).json).toMatchObject({ gitVersion: expect.stringMatching(/^v\d/) });
    expect((await ask('/api')).json).toMatchObject({ kind: 'Status', code: 404 });
  });

  it('is current and whole in kube-apiserver', async () => {
    const { json } = await send(stage.cluster.admin, { path: '/apis', headers: { accept: v2 } });
    const items = json['items'] as {
      metadata: { name: string };
      versions: { freshness: string; resources: unknown[] }[];
    }[];
    const ours = items.find(({ metadata }) => metadata.name === 'stowage.dev');
    expect(ours?.versions[0]).toMatchObject({ freshness: 'Current' });
    expect(ours?.versions[0]?.resources).toHaveLength(10);
  });
});

describe('OpenAPI', () => {
  it('v2 is merged by kube-apiserver without renaming what is shared', async () => {
    const own = await ask('/openapi/v2', { accept: 'application/json' });
    expect(own.json).toMatchObject({ swagger: '2.0' });
    expect((await ask('/openapi/v2', { 'if-none-match': own.headers.etag ?? '' })).status).toBe(304);
    const merged = await waitFor('our kinds in the merged document', async () => {
      const { json } = await send(stage.cluster.admin, {
        path: '/openapi/v2',
        headers: { accept: 'application/json' },
      });
      const definitions = json['definitions'] as Record<
        string,
        { 'x-kubernetes-group-version-kind'?: { group: string }[] }
      >;
      const ours = Object.values(definitions).filter((one) =>
        one['x-kubernetes-group-version-kind']?.some(({ group }) => group === 'stowage.dev'),
      );
      return ours.length > 0 && definitions;
    });
    expect(Object.keys(merged).filter((name) => /ObjectMeta_v\d|ListMeta_v\d|DeleteOptions_v\d/.test(name))).toEqual(
      [],
    );
  });

  it('v3 has one document, found by its hash, and never redirects', async () => {
    const index = (await ask('/openapi/v3')).json['paths'] as Record<string, { serverRelativeURL: string }>;
    expect(Object.keys(index)).toEqual(['apis/stowage.dev/v1alpha1']);
    const url = index['apis/stowage.dev/v1alpha1']?.serverRelativeURL ?? '';
    const right = await ask(url);
    expect(right.headers['cache-control']).toContain('immutable');
    const wrong = await ask(url.replace(/hash=.*/, 'hash=ABC'));
    expect(wrong.status).toBe(200);
    expect(wrong.text).toBe(right.text);
    expect(wrong.headers['cache-control']).not.toContain('immutable');
    expect(right.text).not.toContain('strategic-merge-patch');
  });
});

describe('the serving certificate', () => {
  const apiService = ['get', 'apiservice', 'v1alpha1.stowage.dev', '-o', 'jsonpath={.spec.caBundle}'];

  it('is vouched for again when somebody overwrites its CA', async () => {
    const before = (await stage.cluster.kubectl(apiService)).stdout;
    const other = Buffer.from((await stage.cluster.issueServer('x', ['x'])).ca).toString('base64');
    await stage.cluster.kubectl([
      'patch',
      'apiservice',
      'v1alpha1.stowage.dev',
      '--type=merge',
      '-p',
      JSON.stringify({ spec: { caBundle: other } }),
    ]);
    await waitFor('the CA to be put right', async () => (await stage.cluster.kubectl(apiService)).stdout === before);
    await waitFor('requests to work', async () => (await stage.cluster.kubectl(['get', 'backups', '-A'])).code === 0);
  });

  it('is made anew without a restart when its Secret is lost', async () => {
    const before = (await stage.cluster.kubectl(apiService)).stdout;
    await stage.cluster.kubectl(['-n', 'stowage-system', 'delete', 'secret', 'stowage-apiserver-serving']);
    await waitFor('another CA', async () => (await stage.cluster.kubectl(apiService)).stdout !== before);
    await waitFor('requests to work', async () => (await stage.cluster.kubectl(['get', 'backups', '-A'])).code === 0);
    const published = await stage.cluster.kubectl([
      '-n',
      'stowage-system',
      'get',
      'cm',
      'stowage-ca',
      '-o',
      String.raw`jsonpath={.data.ca\.crt}`,
    ]);
    expect(Buffer.from(published.stdout).toString('base64')).toBe((await stage.cluster.kubectl(apiService)).stdout);
  });
});

it('has metrics by the names of kube-apiserver', async () => {
  await stage.cluster.kubectl(['get', 'backups', '-A']);
  const headers = { 'X-Remote-Group': 'system:masters' };
  const { text } = await ask('/metrics', headers);
  expect(text).toMatch(
    /apiserver_request_total\{verb="LIST",[^}]*group="stowage.dev",version="v1alpha1",resource="backups",[^}]*scope="cluster",[^}]*code="200"\} [1-9]/,
  );
  expect(text).toContain('apiserver_current_inflight_requests{request_kind="readOnly"}');
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect((await ask('/metrics')).status).toBe(403);
});

it('answers 503 and never 404 or nothing while the storage is away', async () => {
  await stage.cluster.kubectl(['delete', 'crd', 'restorerecords.store.stowage.dev']);
  for (const url of ['/namespaces/default/restores', '/namespaces/default/restores/x', '/restores?watch=1']) {
    const answer = await send(stage.cluster.admin, { path: `/apis/stowage.dev/v1alpha1${url}` });
    expect(answer.status, url).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json).toMatchObject({ kind: 'Status', reason: 'ServiceUnavailable' });
  }
  expect((await ask('/apis/stowage.dev/v1alpha1')).status).toBe(200);
  const direct = await ask('/livez');
  expect(direct.status).toBe(200);
});
