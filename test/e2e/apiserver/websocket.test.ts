import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait.ts';
import { connectionOf, send } from './http.ts';
import { shop, startStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { comparable, sendBoth, twinDefinitions } from './twin.ts';
import { handshake, ofTwin, open } from './web-socket.ts';
import type { Asked, Session } from './web-socket.ts';

/* Dashboards watch by WebSocket. What they get must be what they get of a custom resource of the same kind on the same kube-apiserver. */

let stage: Stage;
const sessions: Session[] = [];

beforeAll(async () => {
  stage = await startStage({ location: 'none', extraArgs: { apiserver: ['--max-watches-per-user=2'] } });
  await stage.cluster.apply([...shop, ...twinDefinitions()]);
  await stage.ok(['wait', '--for=condition=Established', '--all', 'crd']);
  // Established is not yet watchable: kube-apiserver answers 429 while it reads a new kind for the first time.
  const watched = ofTwin({ path: `${locations}?watch=true&timeoutSeconds=1` });
  await waitFor('the twin', async () => (await send(stage.cluster.admin, watched)).status === 200);
});

afterEach(() => {
  for (const { socket } of sessions.splice(0)) socket.terminate();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const group = '/apis/stowage.dev/v1alpha1';
const locations = `${group}/namespaces/shop/backupstoragelocations`;
const as = (kind: string): string => `application/json;as=${kind};v=v1;g=meta.k8s.io`;

const watches: [string, Asked][] = [
  ['as it is', { path: `${locations}?watch=true` }],
  ['with a subprotocol', { path: `${locations}?watch=1`, protocols: ['base64.binary.k8s.io'] }],
  ['of a browser', { path: `${locations}?watch=true`, headers: { 'user-agent': 'Mozilla/5.0 (X11)' } }],
  ['as Tables', { path: `${locations}?watch=true`, headers: { accept: as('Table') } }],
  ['of metadata', { path: `${locations}?watch=true`, headers: { accept: as('PartialObjectMetadata') } }],
  ['of what a label selects', { path: `${locations}?watch=true&labelSelector=tier%3Dgold` }],
  [
    'of one object in all namespaces',
    { path: `${group}/backupstoragelocations?watch&fieldSelector=metadata.name%3Da` },
  ],
  ['by the old path', { path: `${group}/watch/namespaces/shop/backupstoragelocations` }],
  [
    'with what is there first',
    {
      path: `${locations}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    },
  ],
];

describe('a watch by WebSocket', () => {
  it.each(watches)('%s, has the frames of a custom resource', async (_, asked) => {
    const both = await openBoth(asked);
    await change();
    await waitFor('the last event', () => both.every(isOver));
    const [served, twin] = both.map(({ frames }) => frames.filter(isOfAnEvent).map(comparableFrame));
    expect(served).toEqual(twin);
    expect(both[0].socket.protocol).toBe(both[1].socket.protocol);
  });

  it('takes the token of its user as a browser can send it: as one of the protocols', async () => {
    const binding = 'create clusterrolebinding dashboard --clusterrole=cluster-admin --serviceaccount=shop:default';
    await stage.ok(binding.split(' '));
    const text = await stage.ok(['create', 'token', 'default', '--namespace=shop']);
    const token = Buffer.from(text.trim()).toString('base64url');
    const protocols = [`base64url.bearer.authorization.k8s.io.${token}`, 'base64.binary.k8s.io'];
    const { server, ca } = stage.cluster.admin;
    const asked = { path: `${locations}?watch=true`, protocols };
    for (const one of [asked, ofTwin(asked)]) {
      const session = await open({ server, ca }, one);
      sessions.push(session);
      expect(session.socket.protocol).toBe('base64.binary.k8s.io');
    }
    const forged = { path: asked.path, protocols: [protocols[0]?.slice(0, -8) ?? '', 'base64.binary.k8s.io'] };
    await expect(open({ server, ca }, forged)).rejects.toThrow('401');
  });

  it('answers a ping, ignores what it is told, and says goodbye when its client does', async () => {
    for (const { socket, closed } of await openBoth({ path: `${locations}?watch=true` })) {
      socket.send('hello');
      socket.ping();
      await once(socket, 'pong');
      socket.close(1000);
      expect(await closed).toBe(1000);
    }
  });

  it('ends cleanly at its timeout', async () => {
    const both = await openBoth({ path: `${locations}?watch=true&timeoutSeconds=1` });
    expect(await Promise.all(both.map(({ closed }) => closed))).toEqual([1000, 1000]);
  });

  it.each([
    ['RestorePoints', `${group}/namespaces/shop/restorepoints`, 'BOOKMARK', 'RestorePoint'],
    ['ServerStatuses', `${group}/serverstatuses`, 'ADDED', 'ServerStatus'],
  ])('there is of %s, which nobody has stored', async (_, path, type, kind) => {
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const { frames, closed } = await openOne({ path: `${path}?${query}&timeoutSeconds=1` });
    expect(await closed).toBe(1000);
    expect(JSON.parse(frames[0] ?? '')).toMatchObject({ type, object: { kind } });
  });
});

describe('a WebSocket that is refused', () => {
  it.each([
    ['an unknown field', `${locations}?watch=true&fieldSelector=spec.foo%3Dx`],
    ['options that do not go together', `${locations}?watch=true&resourceVersionMatch=Exact`],
    ['an unreadable resourceVersion', `${locations}?watch=true&resourceVersion=x`],
    ['an object that is not there', `${locations}/nothing?watch=true`],
  ])('for %s, is answered as that of a custom resource', async (_, path) => {
    const { served, twin } = await sendBoth(stage.cluster, { path, headers: handshake });
    expect(comparable(served)).toEqual(comparable(twin));
    expect(served.status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ['a page without an address', { origin: 'null' }],
    ['another version', { 'sec-websocket-version': '7' }],
    ['no key', { 'sec-websocket-key': '' }],
    ['a choice of protocols', { 'sec-websocket-protocol': 'a, b' }],
  ])('for %s, has the code of that of a custom resource', async (_, headers) => {
    const sent = { path: `${locations}?watch=true`, headers: { ...handshake, ...headers } };
    const { served, twin } = await sendBoth(stage.cluster, sent);
    expect(served.status).toBe(twin.status);
    expect(served.json).toMatchObject({ kind: 'Status', code: twin.status });
  });

  it.each([`${locations}?watch=true`, locations, '/metrics', '/nothing'])(
    'for want of the front proxy’s certificate, is 401 and the last answer of its connection: %s',
    async (path) => {
      const forged = { 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' };
      const { cert, key } = stage.cluster.admin;
      for (const by of [{}, { cert, key }]) {
        const peer = { server: stage.stowage.apiserverUrl, ...by };
        const answer = await send(peer, { path, headers: { ...handshake, ...forged } });
        expect([answer.status, answer.headers.connection]).toEqual([401, 'close']);
      }
    },
  );

  it('for the user’s other ones, is 429 until one of them is over', async () => {
    const alice = await connectionOf(await stage.cluster.kubeconfigFor({ username: 'alice' }));
    await stage.ok(['create', 'clusterrolebinding', 'alice', '--clusterrole=view', '--user=alice']);
    const path = `${locations}?watch=true`;
    const ask = () => send(alice, { path, headers: handshake });
    await waitFor('the right', async () => (await send(alice, { path: locations })).status === 200);
    const [first] = [await open(alice, { path }), await open(alice, { path })];
    sessions.push(first);
    const answer = await ask();
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '5']);
    first.socket.close(1000);
    await first.closed;
    await waitFor('a place', async () => (await open(alice, { path })).socket.readyState === 1);
  });
});

it('watches by WebSocket of what is too old say so, and end', async () => {
  await stage.cluster.restart('kube-apiserver');
  await waitFor('the group', async () => (await send(stage.cluster.admin, { path: locations })).status === 200);
  await change();
  const both = await openBoth({ path: `${locations}?watch=true&resourceVersion=1` });
  expect(await Promise.all(both.map(({ closed }) => closed))).toEqual([1000, 1000]);
  const [served, twin] = both.map(({ frames }) => frames);
  expect(served?.map((frame) => frame.replace(/\(\d+\)/, ''))).toEqual(
    twin?.map((frame) => frame.replace(/\(\d+\)/, '')),
  );
  expect(served?.[0]).toContain('"code":410');
});

it('watches by WebSocket end cleanly when the apiserver stops', async () => {
  const paths = [locations, `${group}/serverstatuses`];
  const all = await Promise.all(paths.map((path) => openOne({ path: `${path}?watch=true` })));
  await stage.stowage.stopOne('apiserver');
  expect(await Promise.all(all.map(({ closed }) => closed))).toEqual([1000, 1000]);
});

async function openOne(asked: Asked): Promise<Session> {
  const session = await open(stage.cluster.admin, asked);
  sessions.push(session);
  return session;
}

/** Ours, and the twin's. */
async function openBoth(asked: Asked): Promise<[Session, Session]> {
  return [await openOne(asked), await openOne(ofTwin(asked))];
}

/** An object comes, loses a label and goes, here and there. */
async function change(): Promise<void> {
  const spec = { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' } };
  const metadata = { name: 'a', labels: { tier: 'gold' } };
  const body = { apiVersion: 'stowage.dev/v1alpha1', kind: 'BackupStorageLocation', metadata, spec };
  const headers = { 'content-type': 'application/merge-patch+json' };
  const path = `${locations}/a`;
  await sendBoth(stage.cluster, { method: 'POST', path: locations, body });
  await sendBoth(stage.cluster, { method: 'PATCH', path, headers, body: { metadata: { labels: { tier: null } } } });
  await sendBoth(stage.cluster, { method: 'DELETE', path });
}

function isOver({ frames }: Session): boolean {
  return frames.some((frame) => frame.includes('"DELETED"'));
}

/** When kube-apiserver says how far it is, but for the end of what was there first, is the clock's business. */
function isOfAnEvent(frame: string): boolean {
  return !frame.includes('"BOOKMARK"') || frame.includes('initial-events-end');
}

function comparableFrame(text: string): unknown {
  return [comparable({ status: 101, headers: {}, rawHeaders: [], text, json: {} }), text.endsWith('\n')];
}
