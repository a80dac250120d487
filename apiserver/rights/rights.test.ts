import { describe, expect, it } from 'vitest';
import { StatusError } from '../../kube/client/status-error.ts';
import { silentLog } from '../../kube/process/log.ts';
import type { User } from '../server/user.ts';
import { readRequestInfo } from '../server/request-info.ts';
import type { AccessSpec } from './attributes.ts';
import { createAuthorizer, isExempt } from './authorize.ts';
import { Reviewer } from './reviewer.ts';

const alice: User = { username: 'alice', groups: ['dev', 'system:authenticated'], extra: {} };
const root = '/apis/stowage.dev/v1alpha1';

function setUp(answer: (spec: AccessSpec) => { allowed: boolean; reason: string }) {
  const asked: AccessSpec[] = [];
  const time = { now: 0 };
  const reviewer = new Reviewer(
    async (spec) => {
      asked.push(spec);
      return answer(spec);
    },
    { monotonic: () => time.now },
  );
  return { asked, time, authorizer: createAuthorizer(reviewer, silentLog) };
}

function readOf(name: string) {
  return readRequestInfo('GET', `${root}/namespaces/shop/backups/${name}`);
}

async function failureOf(promise: Promise<unknown>): Promise<StatusError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StatusError)) throw new Error(`expected a StatusError, got ${String(error)}`);
  return error;
}

describe('authorizer', () => {
  it("words a denial as kube-apiserver does and passes the authorizer's reason on", async () => {
    const { authorizer } = setUp(() => ({ allowed: false, reason: 'no rule' }));
    const info = readRequestInfo('GET', `${root}/namespaces/shop/backups/a/log`);
    const error = await failureOf(authorizer.request(alice, info));
    expect(error.code).toBe(403);
    expect(error.message).toBe(
      'backups.stowage.dev "a" is forbidden: User "alice" cannot get resource "backups/log" in API group "stowage.dev" in the namespace "shop": no rule',
    );
    expect(error.status.details).toEqual({ name: 'a', group: 'stowage.dev', kind: 'backups' });
  });

  it('words a denial over all namespaces, and of a path', async () => {
    const { authorizer } = setUp(() => ({ allowed: false, reason: '' }));
    const list = await failureOf(authorizer.request(alice, readRequestInfo('GET', `${root}/backups`)));
    expect(list.message).toBe(
      'backups.stowage.dev is forbidden: User "alice" cannot list resource "backups" in API group "stowage.dev" at the cluster scope',
    );
    const path = await failureOf(authorizer.request(alice, readRequestInfo('GET', '/metrics')));
    expect(path.message).toBe('forbidden: User "alice" cannot get path "/metrics"');
  });

  it('asks with name and selectors', async () => {
    const { authorizer, asked } = setUp(() => ({ allowed: true, reason: '' }));
    await authorizer.request(
      alice,
      readRequestInfo('GET', `${root}/namespaces/shop/backups?fieldSelector=metadata.name%3Da&labelSelector=x%3Dy`),
    );
    expect(asked[0]).toEqual({
      user: 'alice',
      groups: alice.groups,
      extra: {},
      resourceAttributes: {
        verb: 'list',
        group: 'stowage.dev',
        version: 'v1alpha1',
        resource: 'backups',
        namespace: 'shop',
        name: 'a',
        fieldSelector: { rawSelector: 'metadata.name=a' },
        labelSelector: { rawSelector: 'x=y' },
      },
    });
  });

  it('asks once for all objects of a kind, and by name only who may not have all of them', async () => {
    const all = setUp(() => ({ allowed: true, reason: '' }));
    await all.authorizer.request(alice, readOf('a'));
    await all.authorizer.request(alice, readOf('b'));
    expect(all.asked.map(({ resourceAttributes }) => resourceAttributes?.name)).toEqual([undefined]);
    const few = setUp(({ resourceAttributes }) => ({ allowed: resourceAttributes?.name === 'a', reason: '' }));
    await few.authorizer.request(alice, readOf('a'));
    expect((await failureOf(few.authorizer.request(alice, readOf('b')))).code).toBe(403);
    expect(few.asked.map(({ resourceAttributes }) => resourceAttributes?.name)).toEqual([undefined, 'a', 'b']);
  });

  it('asks once in ten seconds, and again after an error', async () => {
    let fail = true;
    const { authorizer, asked, time } = setUp(() => {
      if (fail) throw new Error('no connection');
      return { allowed: true, reason: '' };
    });
    const info = readRequestInfo('GET', `${root}/backups`);
    expect((await failureOf(authorizer.request(alice, info))).code).toBe(500);
    fail = false;
    await authorizer.request(alice, info);
    await authorizer.request(alice, info);
    expect(asked).toHaveLength(2);
    time.now = 10_001;
    await authorizer.request(alice, info);
    expect(asked).toHaveLength(3);
  });

  it('does not ask for system:masters', async () => {
    const { authorizer, asked } = setUp(() => ({ allowed: false, reason: '' }));
    await authorizer.request({ ...alice, groups: ['system:masters'] }, readRequestInfo('DELETE', `${root}/backups`));
    expect(asked).toEqual([]);
  });
});

describe('isExempt', () => {
  it.each([
    '/',
    '/api',
    '/apis',
    '/apis/',
    '/apis/stowage.dev',
    root,
    '/openapi/v2',
    '/openapi/v3/apis/stowage.dev/v1alpha1',
    '/version',
  ])('%s is', (path) => {
    expect(isExempt(readRequestInfo('GET', path))).toBe(true);
  });
  it.each(['/metrics', '/debug', `${root}/backups`, '/openapi/v4', '/logs/apis'])('%s is not', (path) => {
    expect(isExempt(readRequestInfo('GET', path))).toBe(false);
  });
  it('is for reading', () => {
    expect(isExempt(readRequestInfo('POST', '/apis'))).toBe(false);
  });
});
