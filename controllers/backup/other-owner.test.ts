import { expect, test } from 'vitest';
import type { Backup, BackupStatus } from '../../api/v1alpha1/backup.ts';
import { otherOwner } from './other-owner.ts';

const location = { namespace: 'stowage-system', name: 'main' };
const mine = backup('1', { bucketKey: 'shop.nightly', location, phase: 'Completed' });

test.each<[string, BackupStatus | undefined, boolean]>([
  ['the same directory', { bucketKey: 'shop.nightly', location, phase: 'InProgress' }, true],
  ['the same name in another location', { bucketKey: 'shop.nightly', location: { ...location, name: 'b' } }, false],
  ['another directory', { bucketKey: 'nightly', location, phase: 'Completed' }, false],
  ['one that was refused', { bucketKey: 'shop.nightly', location, phase: 'FailedValidation' }, false],
  ['one that has not begun', undefined, false],
])('%s: %s', (_, status, expected) => {
  const other = backup('2', status);
  expect(otherOwner(mine, [mine, other])).toBe(expected ? other : undefined);
});

test('a backup that has not begun has no directory to share', () => {
  expect(otherOwner(backup('3', undefined), [mine])).toBeUndefined();
});

function backup(uid: string, status: BackupStatus | undefined): Backup {
  return { apiVersion: '', kind: '', metadata: { uid }, spec: {}, ...(status && { status }) };
}
