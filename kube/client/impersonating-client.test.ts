import { afterEach, expect, expectTypeOf, test } from 'vitest';
import { send, startServer, valuesOf } from '../testing/api-server.ts';
import type { Answer, TestServer } from '../testing/api-server.ts';
import { IdentityError } from './identity.ts';
import { ImpersonatingClient } from './impersonating-client.ts';
import type { Identity } from './identity.ts';
import type { KubeClient } from './kube-client.ts';
import type { Kube } from './kube.ts';
import type { UserInfo } from './self-review.ts';
import { Transport } from './transport.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(answer: Answer): Promise<{ server: TestServer; transport: Transport }> {
  const server = await startServer(answer);
  const transport = new Transport({ server: server.url, namespace: 'default', token: 'ours' });
  cleanups.push(
    async () => server[Symbol.asyncDispose](),
    () => transport.close(),
  );
  return { server, transport };
}

const nowhere = new Transport({ server: 'http://127.0.0.1:1', namespace: 'default' });

test.each([undefined, null, '', ' ', '\t'])('cannot be constructed with the username %j', (username) => {
  const make = (): unknown => new ImpersonatingClient(nowhere, { username } as Identity);
  expect(make).toThrow(IdentityError);
  expect(make).toThrow('cannot impersonate: the username is blank');
});

test.each<[string, Partial<Identity>]>([
  ['system:masters', { groups: ['dev', 'system:masters'] }],
  ['a group that HTTP would make system:masters', { groups: ['system:masters '] }],
  ['a group with a line break', { groups: ['dev\r\nImpersonate-User: root'] }],
  ['an empty group', { groups: [''] }],
  ['a username with blanks at its ends', { username: ' alice' }],
  ['a uid with blanks at its ends', { uid: 'u ' }],
  ['an extra value with a control character', { extra: { scopes: ['a\u0000b'] } }],
  ['an extra field without a name', { extra: { '': ['a'] } }],
])('cannot be constructed with %s', (_, identity) => {
  expect(() => new ImpersonatingClient(nowhere, { username: 'alice', ...identity })).toThrow(IdentityError);
});

/** Node hands header values out as one character a byte. */
function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

test('sends every group and extra value as a line of its own, keys encoded, text as UTF-8', async () => {
  const { server, transport } = await start((_, response) => send(response, 200, {}));
  const client = new ImpersonatingClient(transport, {
    username: 'jürgen',
    uid: '42',
    groups: ['dev', 'CN=a, system:masters', 'ops'],
    extra: { 'example.com/Scope %': ['read', 'write'], pod: ['p'] },
  });
  await client.get({ group: '', version: 'v1', plural: 'pods', namespace: 'n', name: 'p' });
  const [seen] = server.seen;
  expect(valuesOf(seen, 'impersonate-user').map(utf8)).toEqual(['jürgen']);
  expect(valuesOf(seen, 'impersonate-uid')).toEqual(['42']);
  expect(valuesOf(seen, 'impersonate-group')).toEqual(['dev', 'CN=a, system:masters', 'ops']);
  expect(valuesOf(seen, 'impersonate-extra-example.com%2f%53cope%20%25')).toEqual(['read', 'write']);
  expect(valuesOf(seen, 'impersonate-extra-pod')).toEqual(['p']);
  expect(valuesOf(seen, 'authorization')).toEqual(['Bearer ours']);
});

test('sends the identity again with every retry', async () => {
  const { server, transport } = await start((_, response, call) =>
    call === 1 ? send(response, 429, {}, { 'retry-after': '0' }) : send(response, 200, {}),
  );
  const client = new ImpersonatingClient(transport, { username: 'alice', groups: ['dev'] });
  await client.create({ group: '', version: 'v1', plural: 'configmaps', namespace: 'n' }, {});
  expect(server.seen.map((seen) => valuesOf(seen, 'impersonate-user'))).toEqual([['alice'], ['alice']]);
  expect(server.seen.map((seen) => valuesOf(seen, 'impersonate-group'))).toEqual([['dev'], ['dev']]);
});

test('does not let a caller say who he is', async () => {
  const { server, transport } = await start((_, response) => send(response, 200, {}));
  const client = new ImpersonatingClient(transport, { username: 'alice' });
  for (const name of ['Impersonate-User', 'impersonate-group', 'Impersonate-Uid', 'authorization']) {
    await expect(client.request({ method: 'GET', path: '/', headers: { [name]: 'root' } })).rejects.toThrow(TypeError);
  }
  expect(server.seen).toHaveLength(0);
});

test('keeps its identity when the object that it was made from changes', async () => {
  const { server, transport } = await start((_, response) => send(response, 200, {}));
  const groups = ['dev'];
  const client = new ImpersonatingClient(transport, { username: 'alice', groups });
  groups.push('ops');
  (client.identity.groups as string[]).push('admins');
  await client.get({ group: '', version: 'v1', plural: 'pods', namespace: 'n', name: 'p' });
  expect(valuesOf(server.seen[0], 'impersonate-group')).toEqual(['dev']);
  expect(client.identity).toEqual({ username: 'alice', groups: ['dev'] });
});

test('is no KubeClient, and a KubeClient is none', () => {
  expectTypeOf<KubeClient>().toExtend<Kube>();
  expectTypeOf<ImpersonatingClient>().toExtend<Kube>();
  expectTypeOf<KubeClient>().not.toExtend<ImpersonatingClient>();
  expectTypeOf<ImpersonatingClient>().not.toExtend<KubeClient>();
});

const alice: Identity = { username: 'alice', uid: 'u', groups: ['dev'], extra: { scope: ['a', 'b'] } };
const asSeen: UserInfo = { username: 'alice', uid: 'u', groups: ['dev'], extra: { scope: ['a', 'b'] } };
const account = 'system:serviceaccount:team:deployer';

test.each<[string, Identity, UserInfo]>([
  ['the same', alice, asSeen],
  ['system:authenticated added', alice, { ...asSeen, groups: ['dev', 'system:authenticated'] }],
  [
    'the groups of a ServiceAccount added',
    { username: account },
    { username: account, groups: ['system:serviceaccounts', 'system:serviceaccounts:team', 'system:authenticated'] },
  ],
])('passes its self-test when the server saw %s', async (_, identity, userInfo) => {
  const { server, transport } = await start((__, response) => send(response, 201, { status: { userInfo } }));
  await new ImpersonatingClient(transport, identity).selfTest();
  expect(server.seen[0]?.url).toBe('/apis/authentication.k8s.io/v1/selfsubjectreviews');
});

test.each<[string, UserInfo | undefined]>([
  ['nobody', undefined],
  ['ourselves', { username: 'system:serviceaccount:stowage-system:stowage-controllers' }],
  ['another uid', { ...asSeen, uid: 'v' }],
  ['a group less', { ...asSeen, groups: ['system:authenticated'] }],
  ['a group more', { ...asSeen, groups: ['dev', 'system:masters'] }],
  ['a joined group', { ...asSeen, groups: ['dev, ops'] }],
  ['an extra value less', { ...asSeen, extra: { scope: ['a'] } }],
  ['an extra field more', { ...asSeen, extra: { scope: ['a', 'b'], other: ['c'] } }],
])('fails its self-test when the server saw %s', async (_, userInfo) => {
  const { transport } = await start((__, response) => send(response, 201, { status: { userInfo } }));
  await expect(new ImpersonatingClient(transport, alice).selfTest()).rejects.toThrow(IdentityError);
});
