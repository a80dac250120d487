import { describe, expect, it } from 'vitest';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { createBackend } from './backend.ts';
import type { BackendRequest } from './backend.ts';
import { RecentObjects } from './recent-objects.ts';

const object = Buffer.from('{"metadata":{"resourceVersion":"7"}}');

describe('RecentObjects', () => {
  it('forgets after half a minute, what is large, and the oldest of many', () => {
    let now = 0;
    const recent = new RecentObjects({ monotonic: () => now });
    recent.remember('a', object);
    expect(recent.recall('a')).toBe(object);
    now = 30_001;
    expect(recent.recall('a')).toBeUndefined();
    recent.remember('b', Buffer.alloc(40_000));
    expect(recent.recall('b')).toBeUndefined();
    for (let at = 0; at <= 512; at++) recent.remember(`${at}`, object);
    expect(recent.recall('0')).toBeUndefined();
    expect(recent.recall('512')).toBe(object);
  });
});

function backend() {
  const answers = { status: 200 };
  const request = async () => ({
    status: answers.status,
    headers: {},
    body: Object.assign(
      (async function* () {
        yield object;
      })(),
      { arrayBuffer: async () => object },
    ),
  });
  const made = createBackend({ request } as unknown as Kube, { monotonic: () => 0 });
  return { answers, made };
}

describe('a backend', () => {
  const resource = { group: '', version: '', namespace: 'shop', plural: 'backups', name: 'a', named: true, rest: [] };
  const target = { kind: backupKind, resource };
  const get: BackendRequest = { method: 'GET', target };

  it.each<[string, BackendRequest, boolean]>([
    ['an object that is read', get, true],
    [
      'a status that is written',
      { ...get, method: 'PATCH', target: { kind: backupKind, resource: { ...resource, subresource: 'status' } } },
      true,
    ],
    ['a dry run', { ...get, method: 'PATCH', query: { dryRun: ['All'] } }, false],
    ['a Table', { ...get, accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' }, false],
    ['a list', { ...get, target: { kind: backupKind, resource: { ...resource, named: false } } }, false],
  ])('knows whether to remember %s', async (_, request, remembered) => {
    const { made } = backend();
    await made.call(request);
    expect(made.recall(target) !== undefined).toBe(remembered);
  });

  it('forgets what is deleted or refused', async () => {
    const { made, answers } = backend();
    await made.call(get);
    await made.call({ ...get, method: 'DELETE' });
    expect(made.recall(target)).toBeUndefined();
    await made.call(get);
    answers.status = 409;
    await expect(made.call({ ...get, method: 'PATCH' })).rejects.toThrow();
    expect(made.recall(target)).toBeUndefined();
  });
});
