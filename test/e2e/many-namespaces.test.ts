import { afterAll, beforeAll, expect, it } from 'vitest';
import { backup, startStack, system } from './stack.ts';
import type { Stack } from './stack.ts';

const wanted = ['many-a', 'many-b', 'many-c', 'many-d', 'many-e'];

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.cluster.apply(
    [...wanted, 'other'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await stack.cluster.apply(
    [...wanted, 'other'].map((namespace) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: 'settings' },
      data: { from: namespace },
    })),
  );
});

afterAll(() => stack?.[Symbol.asyncDispose]());

it('a backup of many namespaces lists a kind once, and takes only what was asked for', async () => {
  await stack.create(backup(system, 'many', { includedNamespaces: ['many-*'] }));
  expect((await stack.settledRun('backups', system, 'many')).status?.phase).toBe('Completed');

  const list = await stack.ok([
    'get',
    '--raw',
    `/apis/stowage.dev/v1alpha1/namespaces/${system}/backups/many/resources`,
  ]);
  const configMaps = (JSON.parse(list) as Record<string, string[]>)['v1/ConfigMap'] ?? [];
  expect(configMaps.filter((name) => name.endsWith('/settings'))).toEqual(
    wanted.map((namespace) => `${namespace}/settings`),
  );

  const lists = await stack.cluster.auditEvents(
    ({ verb, objectRef, user }) =>
      verb === 'list' &&
      objectRef?.resource === 'configmaps' &&
      user.username === `system:serviceaccount:${system}:stowage-controllers`,
  );
  expect(lists.length).toBeGreaterThan(0);
  expect(lists.map(({ requestURI }) => requestURI).filter((uri) => uri.includes('/namespaces/many-'))).toEqual([]);
});
