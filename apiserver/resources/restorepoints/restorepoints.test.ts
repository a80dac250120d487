import { expect, it } from 'vitest';
import { mapUid } from '../../../api/meta/uid.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { ComputedObject } from '../../computed/block.ts';
import { interning } from './interning.ts';
import { pointBlock, pointName } from './point-block.ts';

const uid = '03a6bca9-db49-41b1-9251-348c0030860e';

function backup(namespace: string, more: Partial<Omit<Backup, 'metadata'>> & { metadata?: object } = {}): Backup {
  const { metadata, ...rest } = more;
  return {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'BackupRecord',
    metadata: { namespace, name: 'nightly', uid, resourceVersion: '42', ...metadata },
    spec: {},
    status: { phase: 'Completed' },
    ...rest,
  };
}

function points(of: Backup): ComputedObject[] {
  const block = pointBlock(of, interning());
  return (block?.namespaces ?? []).map((_, index) => block?.object(index) as ComputedObject);
}

const namespacesOf = (of: Backup): (string | undefined)[] => points(of).map(({ metadata }) => metadata.namespace);

const recorded = [
  { name: 'shop', items: 5, errors: 1 },
  { name: 'bank', items: 7, warnings: 2 },
  { name: 'unread', items: 0, errors: 3 },
];

it('are in every namespace of which the backup holds an object, with its counts', () => {
  const status = { phase: 'PartiallyFailed', namespaces: recorded } as const;
  expect(points(backup('stowage-system', { status }))).toMatchObject([
    {
      kind: 'RestorePoint',
      metadata: { name: 'stowage-system.nightly', namespace: 'bank', resourceVersion: '42' },
      spec: { backup: { namespace: 'stowage-system', name: 'nightly' } },
      status: { phase: 'PartiallyFailed', coverage: 'Recorded', items: 7, errors: 0, warnings: 2 },
    },
    { metadata: { namespace: 'shop' }, status: { items: 5, errors: 1, warnings: 0 } },
  ]);
});

it('never are in another namespace than that of a tenant’s backup, whatever its status says', () => {
  const status = { phase: 'Completed', namespaces: recorded } as const;
  expect(namespacesOf(backup('shop', { status }))).toEqual(['shop']);
  expect(namespacesOf(backup('evil', { status }))).toEqual([]);
  expect(namespacesOf(backup('evil', { spec: { includedNamespaces: ['kube-system'] } }))).toEqual([]);
});

it('are assumed of a backup that did not count: its own namespace, or those that its spec names', () => {
  const [own] = points(backup('shop'));
  expect(own?.status).toEqual({ phase: 'Completed', coverage: 'Assumed' });
  const spec = { includedNamespaces: ['shop', 'team-*', 'bank', 'bank'], excludedNamespaces: ['shop'] };
  expect(namespacesOf(backup('stowage-system', { spec }))).toEqual(['bank']);
  expect(namespacesOf(backup('stowage-system'))).toEqual([]);
  expect(namespacesOf(backup('stowage-system', { spec: { includedNamespaces: ['*'] } }))).toEqual([]);
});

it('are only what can be restored from', () => {
  for (const phase of ['New', 'InProgress', 'Finalizing', 'Failed', 'FailedValidation', 'Deleting'] as const)
    expect(points(backup('shop', { status: { phase } }))).toEqual([]);
  const lost = {
    type: 'Stored',
    status: 'False',
    reason: 'MissingInBucket',
    message: '',
    lastTransitionTime: '',
  } as const;
  expect(points(backup('shop', { status: { phase: 'Completed', conditions: [lost] } }))).toEqual([]);
  expect(
    points(backup('shop', { status: { phase: 'Completed', conditions: [{ ...lost, status: 'True' }] } })),
  ).toHaveLength(1);
  expect(points(backup('shop', { metadata: { deletionTimestamp: '2026-11-21T00:00:00Z' } }))).toEqual([]);
});

it('have UIDs of their own: the same each time, and a version that Kubernetes never gives', () => {
  const status = { phase: 'Completed', namespaces: recorded } as const;
  const uids = points(backup('stowage-system', { status })).map(({ metadata }) => metadata.uid ?? '');
  expect(points(backup('stowage-system', { status })).map(({ metadata }) => metadata.uid)).toEqual(uids);
  expect(new Set([...uids, uid, mapUid(uid)]).size).toBe(4);
  for (const one of uids) expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('show a tenant the labels of his own backups, and of others where they came from', () => {
  const labels = { customer: 'x', 'velero.io/schedule-name': 'daily' };
  const status = { phase: 'Completed', namespaces: recorded } as const;
  expect(points(backup('shop', { status, metadata: { labels } }))[0]?.metadata.labels).toEqual({
    ...labels,
    'velero.io/backup-name': 'nightly',
  });
  expect(points(backup('stowage-system', { status, metadata: { labels } }))[0]?.metadata.labels).toEqual({
    'velero.io/schedule-name': 'daily',
    'velero.io/backup-name': 'nightly',
  });
});

it('have names that are unique and no longer than a name may be', () => {
  expect(pointName({ namespace: 'shop', name: 'a.b' })).toBe('shop.a.b');
  expect(long('x')).toHaveLength(253);
  expect(long('x')).not.toBe(long('y'));
});

function long(end: string): string {
  return pointName({ namespace: 'n'.repeat(63), name: 'a'.repeat(252) + end });
}

it('share what is the same: one list of namespaces for all backups that hold the same', () => {
  const intern = interning();
  const first = intern(['a', 'b', 'z']);
  expect(intern(['a', 'b', 'z'])).toBe(first);
  expect(intern(['a', 'c', 'z'])).toEqual(['a', 'c', 'z']);
  expect(intern(['a', 'c', 'z'])).not.toBe(first);
  expect(intern([])).toEqual([]);
});
