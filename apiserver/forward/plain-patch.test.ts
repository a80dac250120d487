import { describe, expect, it } from 'vitest';
import { mapUid } from '../../api/meta/uid.ts';
import { scheduleStrategy } from '../resources/schedules/strategy.ts';
import { isPlainMerge, plainOperations } from './plain-patch.ts';

const uid = '0a1b2c3d-0000-4000-8000-000000000001';

function call(subresource?: 'status', groups: string[] = [], guardedStatus: string[] = ['bucketKey']) {
  const resource = { group: '', version: '', plural: 'schedules', named: true, rest: [] };
  return {
    exchange: { user: { username: 'alice', groups, extra: {} } },
    resource: subresource === undefined ? resource : { ...resource, subresource },
    strategy: { ...scheduleStrategy, guardedStatus },
  };
}

const every = { ...call(), strategy: { ...scheduleStrategy, judgedSpec: 'all' as const } };

describe('isPlainMerge', () => {
  it.each([
    [{ metadata: { labels: { a: 'b' }, uid, ownerReferences: [] } }],
    [{ spec: { paused: true }, status: { phase: 'New' } }],
    [{ spec: {} }],
    [{ unknown: 1 }],
  ])('is true of %j', (patch) => expect(isPlainMerge(call(), patch)).toBe(true));

  it.each([
    [{ spec: { paused: true, schedule: '@daily' } }],
    [{ spec: { requester: null } }],
    [{ spec: null }],
    [{ spec: [] }],
  ])('is false of %j', (patch) => expect(isPlainMerge(call(), patch)).toBe(false));

  it('looks at all of a spec where all is judged', () => {
    expect(isPlainMerge(every, { spec: {} })).toBe(false);
    expect(isPlainMerge(every, { metadata: {} })).toBe(true);
  });

  it('looks at what is guarded in a status, unless an administrator writes it', () => {
    expect(isPlainMerge(call('status'), { status: { phase: 'New' }, spec: { schedule: 'x' } })).toBe(true);
    for (const status of [{ bucketKey: 'x' }, null]) {
      expect(isPlainMerge(call('status'), { status })).toBe(false);
      expect(isPlainMerge(call('status', ['system:masters']), { status })).toBe(true);
    }
    expect(isPlainMerge(call('status', [], []), { status: null })).toBe(true);
  });
});

describe('plainOperations', () => {
  it('translates the UID that a patch names, and leaves the rest', () => {
    const patch = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: '7' },
      { op: 'move', path: '/metadata/labels/a~1b', from: '/metadata/annotations/c' },
      { op: 'add', path: '/spec/paused', value: true },
    ];
    expect(plainOperations(call(), patch)).toEqual([{ ...patch[0], value: mapUid(uid) }, ...patch.slice(1)]);
  });

  it.each([
    ['/spec/schedule'],
    ['/spec/requester/username'],
    ['x/spec/requester'],
    ['/spec'],
    [''],
    ['/metadata'],
    ['/metadata/ownerReferences/0/uid'],
    ['/metadata/managedFields'],
    ['/apiVersion'],
    ['/kind'],
  ])('gives none that touch %j', (path) => {
    const plain = { op: 'add', path: '/metadata/labels/a', value: 'b' };
    expect(plainOperations(call(), [plain, { op: 'add', path, value: {} }])).toBeUndefined();
    expect(plainOperations(call(), [{ op: 'copy', path: '/spec/paused', from: path }])).toBeUndefined();
  });

  it('does not copy a UID into what is shown', () => {
    const copy = { op: 'copy', from: '/metadata/uid', path: '/metadata/labels/uid' };
    expect(plainOperations(call(), [copy])).toBeUndefined();
  });
});
