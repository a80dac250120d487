import { expect, test } from 'vitest';
import { errors } from '../../api/errors/catalogue.ts';
import type { RestoreStatus } from '../../api/v1alpha1/restore.ts';
import { ArchiveError } from '../../bucket/archive/errors.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { IdentityError } from '../../kube/client/identity.ts';
import { restoreConditions } from './conditions.ts';
import { restoreFailure } from './failure.ts';

const now = new Date('2026-11-21T08:00:00Z');

test.each<[RestoreStatus, string, string]>([
  [{ phase: 'InProgress' }, 'Unknown', 'Running'],
  [{ phase: 'Completed', progress: { itemsRestored: 3 } }, 'True', 'Completed'],
  [{ phase: 'PartiallyFailed', errors: 2 }, 'False', 'PartiallyFailed'],
  [{ phase: 'Failed', failureReason: 'x' }, 'False', 'Failed'],
])('%j is Complete: %s', (status, is, reason) => {
  expect(restoreConditions(status, undefined, now)).toEqual([
    expect.objectContaining({ type: 'Complete', status: is, reason, lastTransitionTime: '2026-11-21T08:00:00Z' }),
  ]);
});

test('a fault gives its reason, and kinds that were left out are named', () => {
  const skipped = [
    { resource: 'secrets', namespace: 'a', reason: 'Forbidden', message: 'no' },
    { resource: 'secrets', namespace: 'b', reason: 'Forbidden', message: 'no' },
  ];
  const conditions = restoreConditions({ phase: 'Failed', skipped }, { reason: 'ArchiveLost', message: 'm' }, now);
  expect(conditions).toEqual([
    expect.objectContaining({ type: 'Complete', status: 'False', reason: 'ArchiveLost', message: 'm' }),
    expect.objectContaining({
      type: 'Skipped',
      status: 'True',
      reason: 'Forbidden',
      message: expect.stringMatching(/: secrets$/),
    }),
  ]);
  const mixed = [...skipped, { resource: 'x', reason: 'NoSuchKind', message: 'none' }];
  expect(restoreConditions({ phase: 'Failed', skipped: mixed }, undefined, now)[1]?.reason).toBe('SeveralReasons');
});

test.each<[unknown, string, RegExp]>([
  [errors.IdentityExpired({ username: 'a', limit: '1 h' }), 'IdentityExpired', /1 h/],
  [
    new ArchiveError({ reason: 'Corrupt', message: 'its sha256 is a, recorded was b' }),
    'ArchiveUnusable',
    /recorded was b/,
  ],
  [new IdentityError('the server saw nobody'), 'IdentityLost', /alice.*saw nobody/],
  [new BlobError({ kind: 'NotFound', message: 'none' }), 'BackupDataMissing', /backups\/key/],
  [new BlobError({ kind: 'Unreachable', message: 'no answer' }), 'ArchiveLost', /no answer/],
  [new Error('a mistake'), 'RunInterrupted', /a mistake/],
])('%s ends a run as %s', (thrown, reason, message) => {
  const restore = {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'RestoreRecord',
    metadata: {},
    spec: { requester: { username: 'alice' } },
    status: { backup: { namespace: 'n', name: 'b', bucketKey: 'key', location: { namespace: 'n', name: 'l' } } },
  };
  expect(restoreFailure(thrown, restore)).toMatchObject({ reason, message: expect.stringMatching(message) });
});
