import { describe, expect, test } from 'vitest';
import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import { errors } from '../../api/errors/catalogue.ts';
import { backupConditions, tidied, untidy } from './conditions.ts';
import { BucketClaims } from './bucket-claims.ts';

const now = new Date('2026-11-21T07:00:00Z');
const archive = { size: 1, sha256: 'a' };

describe('backupConditions', () => {
  test.each<[BackupStatus, string[]]>([
    [{ phase: 'InProgress' }, ['Complete=Unknown Running']],
    [{ phase: 'Completed', archive }, ['Complete=True Completed', 'Stored=True InBucket']],
    [{ phase: 'PartiallyFailed', errors: 2, archive }, ['Complete=False PartiallyFailed', 'Stored=True InBucket']],
    [{ phase: 'Failed', archive }, ['Complete=False Failed']],
    [
      { phase: 'Completed', archive, skipped: [{ resource: 'secrets', reason: 'Forbidden', message: '' }] },
      ['Complete=True Completed', 'Stored=True InBucket', 'Skipped=True Forbidden'],
    ],
  ])('%j', (status, expected) => {
    const found = backupConditions(status, undefined, now);
    expect(found.map(({ type, status: is, reason }) => `${type}=${is} ${reason}`)).toEqual(expected);
  });

  test('a fault gives its reason and its words', () => {
    const fault = errors.BucketLost({ detail: 'no route' });
    const [complete] = backupConditions({ phase: 'Failed' }, fault, now);
    expect(complete).toMatchObject({ status: 'False', reason: 'BucketLost', message: fault.message });
    expect(complete?.message).toContain('no route');
  });

  test('leftovers are owed until they are removed', () => {
    const owed = untidy(undefined, now);
    expect(owed).toMatchObject([{ type: 'Tidy', status: 'False' }]);
    expect(tidied(owed, now)).toMatchObject([{ type: 'Tidy', status: 'True' }]);
  });
});

test('a directory is claimed once, by whoever comes first, until it is released', () => {
  const claims = new BucketClaims();
  const location = { namespace: 'stowage-system', name: 'main' };
  expect(claims.take(location, 'shop.nightly', 'a')).toBe(true);
  expect(claims.take(location, 'shop.nightly', 'a')).toBe(true);
  expect(claims.take(location, 'shop.nightly', 'b')).toBe(false);
  expect(claims.take({ ...location, name: 'other' }, 'shop.nightly', 'b')).toBe(true);
  claims.release('a');
  expect(claims.take(location, 'shop.nightly', 'b')).toBe(true);
});
