import { describe, expect, test } from 'vitest';
import { staysInside } from './confinement.ts';
import { decideIdentity } from './decide.ts';
import type { IdentityInput } from './decide.ts';
import { RunClient } from './run-client.ts';

const created = new Date('2026-11-21T07:00:00Z');
const alice = { username: 'alice', groups: ['dev'] };
const input: IdentityInput = {
  namespace: 'shop',
  systemNamespace: 'stowage-system',
  requester: alice,
  created,
  now: created,
};
const hours = (count: number) => new Date(created.getTime() + count * 3_600_000);

describe('decideIdentity', () => {
  test.each<[string, Partial<IdentityInput>, object]>([
    ['a person is impersonated, inside the namespace', {}, { as: 'impersonate', identity: alice, namespace: 'shop' }],
    [
      'the account that the spec names, with no groups but those that it has by itself',
      { serviceAccountName: 'backup' },
      {
        as: 'impersonate',
        namespace: 'shop',
        identity: { username: 'system:serviceaccount:shop:backup' },
      },
    ],
    ['the platform team acts as the controllers', { namespace: 'stowage-system' }, { as: 'controller' }],
    ['nobody, when there is no requester', { requester: undefined }, nobody('IdentityMissing')],
    ['nobody, when he is blank', { requester: { username: ' ' } }, nobody('IdentityMissing')],
    [
      'system:masters are not impersonated but confined',
      { requester: { username: 'root', groups: ['system:masters'] } },
      { as: 'confined', namespace: 'shop', requester: 'root' },
    ],
    [
      'an account of the namespace is itself',
      { requester: account('shop') },
      { as: 'impersonate', identity: { username: account('shop').username } },
    ],
    ['not an account of another one', { requester: account('flux-system') }, nobody('IdentityForeignAccount')],
    ['not one whose namespace only begins alike', { requester: account('shopping') }, nobody('IdentityForeignAccount')],
    ['not a part of the cluster', { requester: { username: 'system:kube-scheduler' } }, nobody('IdentityNotAllowed')],
    ['a person within the hour', { now: hours(1) }, { as: 'impersonate' }],
    ['not later', { now: hours(1.1) }, nobody('IdentityExpired')],
    ['later when it began in time', { now: hours(5), started: hours(0.5) }, { as: 'impersonate' }],
    ['but not after a day', { now: hours(25), started: hours(0.5) }, nobody('IdentityExpired')],
    ['an account does not expire', { now: hours(100), serviceAccountName: 'backup' }, { as: 'impersonate' }],
  ])('%s', (_, change, expected) => {
    expect(decideIdentity({ ...input, ...change })).toMatchObject(expected);
  });

  test("a tenant's run never acts as the controllers", () => {
    const requesters = [
      undefined,
      alice,
      { username: '' },
      { username: 'x', groups: ['system:masters'] },
      account('a'),
    ];
    const found = requesters.map((requester) => decideIdentity({ ...input, requester }).as);
    expect(found).not.toContain('controller');
  });
});

test('there is no client for nobody', async () => {
  const nobodys = { ...input, requester: undefined };
  await expect(RunClient.forRun(nobodys, {} as never, new AbortController().signal)).rejects.toMatchObject({
    reason: 'IdentityMissing',
  });
});

describe('a confined client', () => {
  test.each([
    ['GET', '/api/v1/namespaces/shop/pods', true],
    ['POST', '/apis/apps/v1/namespaces/shop/deployments', true],
    ['GET', '/apis', true],
    ['GET', '/version', true],
    ['GET', '/api/v1/namespaces/shop', true],
    ['PATCH', '/api/v1/namespaces/shop', false],
    ['POST', '/api/v1/namespaces', false],
    ['GET', '/api/v1/pods', false],
    ['GET', '/api/v1/namespaces/bank/pods', false],
    ['POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', false],
    ['POST', '/apis', false],
    ['GET', '/api/v1/namespaces/shop/../bank/pods', false],
    ['GET', '/api/v1/namespaces/shop/%2e%2e/bank/secrets', false],
    ['GET', '/api/v1/namespaces/shop%2f..%2fbank/pods', false],
    ['GET', '/apis/example.com/v1/namespaces/shop', false],
    ['GET', '/apis/example.com/v1/things', false],
  ])('%s %s: %s', async (method, path, allowed) => {
    expect(staysInside('shop', { method, path })).toBe(allowed);
  });

  test('refuses by itself what lies outside', async () => {
    const masters = { ...input, requester: { username: 'root', groups: ['system:masters'] } };
    const client = await RunClient.forRun(masters, {} as never, new AbortController().signal);
    const outside = client.request({ method: 'GET', path: '/api/v1/namespaces/bank/secrets' });
    await expect(outside).rejects.toThrow(/stays inside/);
  });
});

function nobody(reason: string): object {
  return { as: 'nobody', error: { reason } };
}

function account(namespace: string) {
  return { username: `system:serviceaccount:${namespace}:deployer`, groups: ['smuggled'] };
}
