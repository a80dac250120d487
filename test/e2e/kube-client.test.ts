/** kube/ against a real kube-apiserver: what only the real one can tell. */
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Informer } from '../../kube/cache/informer.ts';
import { loadConnection } from '../../kube/client/config.ts';
import { IdentityError } from '../../kube/client/identity.ts';
import { ImpersonatingClient } from '../../kube/client/impersonating-client.ts';
import type { Identity } from '../../kube/client/identity.ts';
import { KubeClient } from '../../kube/client/kube-client.ts';
import { rawPages } from '../../kube/client/pages.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { isAlreadyExists, isConflict, isForbidden, isNotFound } from '../../kube/client/status-error.ts';
import { Transport } from '../../kube/client/transport.ts';
import { watchOnce } from '../../kube/client/watch.ts';
import { discover } from '../../kube/discovery/discover.ts';
import { editObject, serverMetadata } from '../../kube/json/edit-object.ts';
import { withTypeMeta } from '../../kube/json/type-meta.ts';
import { systemClock } from '../../kube/process/clock.ts';
import { silentLog } from '../../kube/process/log.ts';
import { systemRandom } from '../../kube/process/random.ts';
import { LeaderElector } from '../../kube/runtime/leader-elector.ts';
import { aborted } from '../../kube/runtime/or-aborted.ts';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import type { Cluster } from '../cluster/cluster.ts';

interface Config {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
  };
  data?: Record<string, string>;
}

interface SelfReview {
  status: { userInfo: Identity };
}

const reviews = { group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews' };
const configs = { group: '', version: 'v1', plural: 'configmaps', namespace: 'kube-client' };

let cluster: Cluster;
let transport: Transport;
let client: KubeClient;

beforeAll(async () => {
  cluster = await startCluster();
  transport = new Transport(await loadConnection({ KUBECONFIG: cluster.kubeconfig }));
  client = new KubeClient(transport);
  await client.create({ group: '', version: 'v1', plural: 'namespaces' }, namespace('kube-client'));
});

afterAll(async () => {
  await transport.close();
  await cluster.stop();
});

function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function config(name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): Config {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
}

describe('the verbs', () => {
  it('create, read, update, patch and delete, with the errors of the real server', async () => {
    const ref = { ...configs, name: 'crud' };
    const made = await client.create<Config>(configs, config('crud', { a: '1' }));
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(isAlreadyExists(await caught(client.create(configs, config('crud'))))).toBe(true);
    const updated = await client.update<Config>(ref, { ...made, data: { a: '2' } });
    expect(isConflict(await caught(client.update(ref, { ...made, data: { a: '3' } })))).toBe(true);
    expect(updated.data).toEqual({ a: '2' });
    expect((await client.mergePatch<Config>(ref, { data: { b: '3', a: null } })).data).toEqual({ b: '3' });
    const patched = await client.jsonPatch<Config>(ref, [{ op: 'add', path: '/data/c', value: '4' }]);
    expect(patched.data).toEqual({ b: '3', c: '4' });
    await client.remove(ref, { dryRun: true });
    expect((await client.get<Config>(ref)).metadata.uid).toBe(made.metadata.uid);
    expect(isConflict(await caught(client.remove(ref, { preconditions: { uid: 'another' } })))).toBe(true);
    await client.remove(ref);
    expect(isNotFound(await caught(client.get(ref)))).toBe(true);
  });

  it('apply on the server, with the conflict of another manager and force', async () => {
    const ref = { ...configs, name: 'applied' };
    const mine = await client.apply<Config>(ref, config('applied', { a: '1' }), { fieldManager: 'one' });
    expect(mine.data).toEqual({ a: '1' });
    const other = client.apply(ref, config('applied', { a: '2' }), { fieldManager: 'two' });
    expect(await caught(other)).toMatchObject({ code: 409, reason: 'Conflict' });
    const forced = await client.apply<Config>(ref, config('applied', { a: '2' }), { fieldManager: 'two', force: true });
    expect(forced.data).toEqual({ a: '2' });
  });

  it('write the status alone, refuse unknown fields when strict, and name what is wrong', async () => {
    const deployments = { group: 'apps', version: 'v1', plural: 'deployments', namespace: 'kube-client' };
    const labels = { app: 'x' };
    const spec = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    };
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { replicas: 0, ...spec },
    };
    const strict = client.create(deployments, { ...object, typo: 1 }, { fieldValidation: 'Strict' });
    expect(await caught(strict)).toMatchObject({ code: 400, message: expect.stringContaining('unknown field "typo"') });
    await client.create(deployments, object);
    const changed = await client.patchStatus<{ spec: { replicas: number }; status: { collisionCount: number } }>(
      { ...deployments, name: 'd' },
      { status: { collisionCount: 7 }, spec: { replicas: 9 } },
    );
    expect([changed.spec.replicas, changed.status.collisionCount]).toEqual([0, 7]);
  });
});

describe('pages', () => {
  it('come three by three, complete, in order, as the bytes that the server sent', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `page-${i}`);
    for (const name of names) await client.create(configs, config(name, { name }, { page: 'yes' }));
    const sizes: number[] = [];
    const objects: Config[] = [];
    for await (const page of rawPages(client, configs, { limit: 3, labelSelector: 'page=yes' })) {
      expect(page).toMatchObject({ apiVersion: 'v1', itemKind: 'ConfigMap', consistent: true });
      sizes.push(page.items.length);
      for (const item of page.items) {
        expect(item.meta).toMatchObject({ kind: undefined, namespace: 'kube-client', labels: { page: 'yes' } });
        objects.push(
          JSON.parse(Buffer.concat(withTypeMeta(item.bytes, page.apiVersion, page.itemKind, item.meta)).toString()),
        );
      }
    }
    expect(sizes).toEqual([3, 3, 3, 1]);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(names);
    expect(objects[4]).toEqual(await client.get({ ...configs, name: 'page-4' }));
    expect((await client.list(configs, { limit: 3, labelSelector: 'page=yes' })).items).toHaveLength(10);
  });

  it('of custom resources keep the numbers that JavaScript cannot hold, also when restored elsewhere', async () => {
    await cluster.apply([sheepCrd]);
    const sheep = { group: 'farm.example', version: 'v1', plural: 'sheep', namespace: 'kube-client' };
    const text =
      '{"apiVersion":"farm.example/v1","kind":"Sheep","metadata":{"name":"dolly"},"spec":{"wool":9007199254740993,"fine":0.10}}';
    await expect.poll(() => caught(client.create(sheep, text)), { timeout: 20_000, interval: 200 }).toBeUndefined();
    await client.create({ group: '', version: 'v1', plural: 'namespaces' }, namespace('kube-client-two'));
    for await (const { items } of rawPages(client, sheep)) {
      expect(items[0]?.meta).toMatchObject({ apiVersion: 'farm.example/v1', kind: 'Sheep' });
      expect(items[0]?.bytes.toString()).toContain('9007199254740993');
      const moved = editObject(items[0]?.bytes ?? Buffer.of(), {
        dropMetadata: serverMetadata,
        setMetadata: { namespace: 'kube-client-two' },
        addLabels: { 'velero.io/restore-name': 'r' },
      });
      await client.create({ ...sheep, namespace: 'kube-client-two' }, moved, { fieldValidation: 'Strict' });
    }
    const response = await client.request({
      method: 'GET',
      path: '/apis/farm.example/v1/namespaces/kube-client-two/sheep/dolly',
    });
    expect(await response.body.text()).toMatch(/"labels":\{"velero.io\/restore-name":"r"\}.*"wool":9007199254740993/);
  });
});

const sheepCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'sheep.farm.example' },
  spec: {
    group: 'farm.example',
    scope: 'Namespaced',
    names: { plural: 'sheep', singular: 'sheep', kind: 'Sheep', shortNames: ['shp'], categories: ['all'] },
    versions: ['v1', 'v1alpha1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      },
    })),
  },
};

describe('a watch', () => {
  it('goes on from a resourceVersion, and ends when its time is over', async () => {
    const { metadata } = await client.list(configs);
    await client.create(configs, config('watched', {}, { watched: 'yes' }));
    await client.mergePatch({ ...configs, name: 'watched' }, { data: { a: '1' } });
    await client.remove({ ...configs, name: 'watched' });
    const options = {
      resourceVersion: metadata.resourceVersion ?? '',
      labelSelector: 'watched=yes',
      timeoutSeconds: 2,
    };
    const types: string[] = [];
    let middle = '';
    for await (const event of watchOnce<Config>(client, configs, options)) {
      if (event.type === 'BOOKMARK') continue;
      types.push(event.type);
      if (types.length === 1) middle = event.object.metadata.resourceVersion ?? '';
    }
    expect(types).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    const resumed: string[] = [];
    for await (const event of watchOnce<Config>(client, configs, { ...options, resourceVersion: middle })) {
      if (event.type !== 'BOOKMARK') resumed.push(event.type);
    }
    expect(resumed).toEqual(['MODIFIED', 'DELETED']);
  });
});

describe('an informer', () => {
  it('sees everything that happened, through a restart of kube-apiserver', async () => {
    const stop = new AbortController();
    const informer = new Informer<Config>({ client, ref: configs, labelSelector: 'seen=yes' });
    const told: string[] = [];
    informer.onChange(({ key, old, current }) =>
      told.push(`${key} ${old?.data?.['a'] ?? '-'}→${current?.data?.['a'] ?? '-'}`),
    );
    await client.create(configs, config('before', { a: '1' }, { seen: 'yes' }));
    const running = informer.run(stop.signal);
    await informer.synced;
    await cluster.restart('kube-apiserver', { kill: true });
    await client.mergePatch({ ...configs, name: 'before' }, { data: { a: '2' } });
    await client.create(configs, config('after', { a: '3' }, { seen: 'yes' }));
    await expect.poll(() => informer.list().length, { timeout: 60_000 }).toBe(2);
    await client.remove({ ...configs, name: 'before' });
    await expect
      .poll(() => told, { timeout: 60_000 })
      .toEqual(['kube-client/before -→1', 'kube-client/before 1→2', 'kube-client/after -→3', 'kube-client/before 2→-']);
    expect(informer.get('kube-client', 'after')).not.toHaveProperty('metadata.managedFields');
    stop.abort();
    await running;
  });

  it('would list again from here: the restarted server no longer has what was before', async () => {
    const events = watchOnce(client, configs, { resourceVersion: '1', timeoutSeconds: 2 });
    expect(await caught(events.next())).toMatchObject({ code: 410 });
  });
});

describe('impersonation', () => {
  const identity: Identity = {
    username: 'jürgen, the first',
    uid: 'uid-1',
    groups: ['team-a', 'CN=a, system:masters', 'büro'],
    extra: { 'example.com/Scope': ['read', 'write, too'], 'authentication.kubernetes.io/pod-name': ['p'] },
  };

  it('arrives exactly as it was meant, and proves it', async () => {
    const impersonating = new ImpersonatingClient(transport, identity);
    await impersonating.selfTest();
    const review = await impersonating.create<SelfReview>(reviews, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    expect(review.status.userInfo).toEqual({
      ...identity,
      groups: [...(identity.groups ?? []), 'system:authenticated'],
    });
  });

  it.each<Identity>([
    { username: 'system:serviceaccount:kube-client:default' },
    { username: 'system:anonymous' },
    { username: 'nobody-in-particular', groups: [] },
  ])('proves itself as $username', async (one) => {
    if (one.username === 'system:anonymous') {
      expect(isForbidden(await caught(new ImpersonatingClient(transport, one).selfTest()))).toBe(true);
    } else {
      await new ImpersonatingClient(transport, one).selfTest();
    }
  });

  it('has the rights of the identity and nothing of ours, on every verb', async () => {
    const impersonating = new ImpersonatingClient(transport, identity);
    const calls = [
      () => impersonating.list(configs),
      () => impersonating.create(configs, config('not-mine')),
      () => impersonating.remove({ ...configs, name: 'page-0' }),
      () => rawPages(impersonating, configs).next(),
      () => watchOnce(impersonating, configs).next(),
    ];
    for (const call of calls) {
      const error = await caught(call());
      expect(error).toMatchObject({ code: 403, message: expect.stringContaining('jürgen, the first') });
    }
  });

  it('fails its self-test behind a proxy that drops the header, before anything is done as ourselves', async () => {
    const proxy = await startStrippingProxy(cluster);
    const throughProxy = new Transport({ server: proxy.url, namespace: 'default' });
    try {
      const self = await new KubeClient(throughProxy).create<SelfReview>(reviews, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
      expect(self.status.userInfo.username).toBe('kubernetes-admin');
      const impersonating = new ImpersonatingClient(throughProxy, { username: 'alice' });
      const error = await caught(impersonating.selfTest());
      expect(error).toBeInstanceOf(IdentityError);
      expect(String(error)).toContain('impersonating alice failed: the server saw the user "kubernetes-admin"');
    } finally {
      await throughProxy.close();
      proxy.close();
    }
  });
});

/** Hands requests on as the administrator, without their Impersonate headers. */
async function startStrippingProxy({ admin }: Cluster): Promise<{ url: string; close: () => void }> {
  const { server, ...tls } = admin;
  const proxy = createServer((incoming, outgoing) => {
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([name]) => !name.startsWith('impersonate-')),
    );
    const send = server.startsWith('https:') ? httpsRequest : httpRequest;
    const onward = send(
      new URL(incoming.url ?? '/', server),
      { method: incoming.method, headers, ...tls },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => proxy.close() };
}

describe('leader election', () => {
  it('lets one of two lead, and the other take over when it stops or dies', async () => {
    const lease = { namespace: 'kube-client', name: 'leader' };
    const times = { leaseMs: 3_000, renewMs: 2_000, retryMs: 300 };
    const leaders: string[] = [];
    const candidate = (identity: string, own = client): { stop: AbortController; end: Promise<string> } => {
      const stop = new AbortController();
      const annotations = (): Record<string, string> => ({ 'stowage.dev/log-address': `${identity}:1` });
      const elector = new LeaderElector({
        client: own,
        lease,
        identity,
        annotations,
        clock: systemClock,
        random: systemRandom,
        log: silentLog,
        ...times,
      });
      const end = elector.run(async (signal) => {
        leaders.push(identity);
        await aborted(signal);
      }, stop.signal);
      return { stop, end };
    };
    const one = candidate('one');
    await expect.poll(() => leaders, { timeout: 10_000 }).toEqual(['one']);
    const doomed = new Transport({ ...cluster.admin, namespace: 'default' });
    const two = candidate('two', new KubeClient(doomed));
    await systemClock.sleep(4_000);
    expect(leaders).toEqual(['one']);
    one.stop.abort();
    expect(await one.end).toBe('stopped');
    await expect.poll(() => leaders, { timeout: 2_500 }).toEqual(['one', 'two']);
    const seen = await client.get<{
      metadata: { annotations: Record<string, string> };
      spec: { holderIdentity: string; leaseTransitions: number };
    }>({ group: 'coordination.k8s.io', version: 'v1', plural: 'leases', ...lease });
    expect(seen.metadata.annotations).toEqual({ 'stowage.dev/log-address': 'two:1' });
    expect(seen.spec).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
    await cluster.restart('kube-apiserver');
    const three = candidate('three');
    await doomed.close();
    expect(await two.end).toBe('lost');
    expect(leaders).toEqual(['one', 'two']);
    await expect.poll(() => leaders, { timeout: 10_000 }).toEqual(['one', 'two', 'three']);
    three.stop.abort();
    expect(await three.end).toBe('stopped');
  });
});

/** As on a server without aggregated discovery. */
class PlainClient extends KubeClient {
  override request(request: KubeRequest): Promise<KubeResponse> {
    return super.request({ ...request, accept: 'application/json' });
  }
}

describe('discovery', () => {
  it('finds what kubectl finds, aggregated and group by group alike', async () => {
    const { resources, failed } = await discover(client);
    expect(failed).toEqual([]);
    const { stdout } = await cluster.kubectl(['api-resources', '--no-headers', '-o', 'name']);
    const preferred = resources.filter((one) => one.preferred);
    const names = preferred.map(({ plural, group }) => (group === '' ? plural : `${plural}.${group}`));
    expect(names.toSorted()).toEqual(stdout.trim().split('\n').toSorted());
    expect(resources.filter(({ plural }) => plural === 'sheep').map((one) => [one.version, one.preferred])).toEqual([
      ['v1', true],
      ['v1alpha1', false],
    ]);
    const plain = await discover(new PlainClient(transport));
    expect(plain.failed).toEqual([]);
    const facts = (all: typeof resources): unknown[] =>
      all
        .map(({ group, version, plural, kind, namespaced, preferred: best }) =>
          [group, version, plural, kind, namespaced, best].join(' '),
        )
        .toSorted();
    expect(facts(plain.resources)).toEqual(facts(resources));
  });

  it('names a group whose own server is away, and keeps the others', async () => {
    await cluster.apply([
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.away.example' },
        spec: {
          group: 'away.example',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 10,
          insecureSkipTLSVerify: true,
          service: { name: 'away', namespace: 'default' },
        },
      },
    ]);
    await expect
      .poll(async () => (await discover(client)).failed.map(({ group, version }) => `${group}/${version}`), {
        timeout: 30_000,
        interval: 500,
      })
      .toEqual(['away.example/v1']);
    const { resources } = await discover(client);
    expect(resources.some(({ plural }) => plural === 'deployments')).toBe(true);
    const plain = await discover(new PlainClient(transport));
    expect(plain.failed).toEqual([
      {
        group: 'away.example',
        version: 'v1',
        message: expect.stringMatching(/unable to handle|not found|service unavailable/i),
      },
    ]);
  });
});

async function caught(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}
