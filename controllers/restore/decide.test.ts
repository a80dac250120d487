import { describe, expect, test } from 'vitest';
import { deleteDataFinalizer } from '../../api/groups.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Restore, RestoreStatus } from '../../api/v1alpha1/restore.ts';
import { chosenBackup, nextStep, validationErrors } from './decide.ts';
import type { RestoreFacts, ValidationFacts } from './decide.ts';

const apiVersion = 'store.stowage.dev/v1alpha1';

describe('nextStep', () => {
  const mine: RestoreStatus = { phase: 'InProgress', startedBy: 'me', attempts: 1 };
  const theirs: RestoreStatus = { phase: 'InProgress', startedBy: 'somebody', attempts: 1 };
  const deleted = { deletionTimestamp: '2026-11-21T08:00:00Z' };

  test.each<[string, Partial<RestoreFacts>, string, string]>([
    ['a new one is validated', { restore: restore() }, 'validate', 'New'],
    ['so is one that says New', { restore: restore({ phase: 'New' }) }, 'validate', 'New'],
    ['a claimed one is begun', { restore: restore(mine) }, 'run', 'Claimed'],
    ['one that runs here is left alone', { restore: restore(mine), running: true, begun: 1 }, 'nothing', 'Running'],
    ['one that stopped here is taken up', { restore: restore(mine), begun: 1 }, 'takeOver', 'Interrupted'],
    ['one of another process is taken over', { restore: restore(theirs) }, 'takeOver', 'Interrupted'],
    ['the taken one is begun', { restore: restore({ ...mine, attempts: 2 }), begun: 1 }, 'run', 'Claimed'],
    ['the third attempt was the last', { restore: restore({ ...theirs, attempts: 3 }) }, 'giveUp', 'TooManyAttempts'],
    ['a finished one is done', { restore: restore({ phase: 'PartiallyFailed' }) }, 'nothing', 'Finished'],
    ['a refused one is done', { restore: restore({ phase: 'FailedValidation' }) }, 'nothing', 'Finished'],
    [
      'a deleted one pays its debt',
      { restore: restore(mine, { ...deleted, finalizers: [deleteDataFinalizer] }) },
      'delete',
      'DataOwed',
    ],
    [
      'even while it runs',
      { restore: restore(mine, { ...deleted, finalizers: [deleteDataFinalizer] }), running: true },
      'delete',
      'DataOwed',
    ],
    [
      'one without a debt just goes',
      { restore: restore(mine, { ...deleted, finalizers: ['other'] }) },
      'nothing',
      'Deleted',
    ],
  ])('%s', (_, facts, next, reason) => {
    const all = { restore: restore(), holder: 'me', running: false, begun: 0, ...facts };
    expect(nextStep(all)).toEqual({ next, reason });
  });
});

describe('chosenBackup', () => {
  const label = { labels: { 'velero.io/schedule-name': 'nightly' } };
  const monday = backup('monday', { phase: 'Completed', startTimestamp: '2026-11-16T03:00:00Z' }, label);
  const tuesday = backup('tuesday', { phase: 'Completed', startTimestamp: '2026-11-17T03:00:00Z' }, label);
  const failed = backup('wednesday', { phase: 'PartiallyFailed', startTimestamp: '2026-11-18T03:00:00Z' }, label);
  const other = backup('other', { phase: 'Completed', startTimestamp: '2026-11-19T03:00:00Z' });
  const all = [tuesday, monday, failed, other];

  test('the one of the name', () => {
    expect(chosenBackup(restore({}, {}, { backupName: 'other' }), all)).toBe(other);
    expect(chosenBackup(restore({}, {}, { backupName: 'never' }), all)).toBeUndefined();
  });

  test('of a schedule the newest complete one', () => {
    expect(chosenBackup(restore({}, {}, { scheduleName: 'nightly' }), all)).toBe(tuesday);
    expect(chosenBackup(restore({}, {}, { scheduleName: 'weekly' }), all)).toBeUndefined();
  });
});

describe('validationErrors', () => {
  const good: ValidationFacts = {
    restore: restore({}, {}, { backupName: 'b' }),
    backup: backup('b', { phase: 'Completed', location: { namespace: 'stowage-system', name: 'main' } }),
    location: location('Available'),
    identityError: undefined,
    bucketError: undefined,
    sameDirectory: undefined,
  };

  test('nothing is wrong', () => {
    expect(validationErrors(good)).toEqual([]);
  });

  test.each<[string, Partial<ValidationFacts>, string, RegExp]>([
    ['no such backup', { backup: undefined }, 'InvalidSpec', /spec\.backupName: Not found: "b": .*namespace shop/],
    [
      'no backup of the schedule',
      { backup: undefined, restore: restore({}, {}, { scheduleName: 's' }) },
      'InvalidSpec',
      /spec\.scheduleName: Not found: "s": no Completed Backup/,
    ],
    ['an unfinished backup', { backup: backup('b', { phase: 'InProgress' }) }, 'BackupNotRestorable', /is InProgress/],
    ['a backup that has not begun', { backup: backup('b', undefined) }, 'BackupNotRestorable', /is New/],
    ['a failed backup', { backup: backup('b', { phase: 'Failed' }) }, 'BackupNotRestorable', /is Failed/],
    [
      'a backup that is being deleted',
      { backup: backup('b', { phase: 'Completed' }, { deletionTimestamp: '2026-11-21T08:00:00Z' }) },
      'BackupNotRestorable',
      /is Deleting/,
    ],
    ['a location that is gone', { location: undefined }, 'LocationNotFound', /main/],
    ['a location that does not answer', { location: location('Unavailable') }, 'LocationUnavailable', /broken/],
    ['a location that was not tried out', { location: location(undefined) }, 'LocationUnavailable', /not tried out/],
    [
      'a backup that is gone from the bucket',
      { bucketError: errors.BackupDataMissing({ location: 'main', bucketKey: 'b' }) },
      'BackupDataMissing',
      /backups\/b/,
    ],
    ['nobody to act as', { identityError: errors.IdentityMissing({ namespace: 'shop' }) }, 'IdentityMissing', /shop/],
    ['a directory that is taken', { sameDirectory: 'stowage-system/shop.r' }, 'InvalidSpec', /stowage-system\/shop\.r/],
  ])('%s', (_, facts, reason, message) => {
    const found = validationErrors({ ...good, ...facts });
    expect(found.map((error) => error.reason)).toEqual([reason]);
    expect(found[0]?.message).toMatch(message);
  });

  test('all at once', () => {
    const bad = restore({}, {}, { backupName: 'b', namespaceMapping: { shop: 'bank' } });
    const facts = { ...good, restore: bad, location: location('Unavailable') };
    expect(validationErrors(facts).map((error) => error.reason)).toEqual(['InvalidSpec', 'LocationUnavailable']);
  });
});

function restore(status?: RestoreStatus, metadata: object = {}, spec: Restore['spec'] = { backupName: 'b' }): Restore {
  const meta = { namespace: 'shop', name: 'r', uid: 'u', ...metadata };
  return { apiVersion, kind: 'RestoreRecord', metadata: meta, spec, ...(status !== undefined && { status }) };
}

function backup(name: string, status: Backup['status'], metadata: object = {}): Backup {
  const meta = { namespace: 'shop', name, ...metadata };
  return { apiVersion, kind: 'BackupRecord', metadata: meta, spec: {}, ...(status !== undefined && { status }) };
}

function location(phase: 'Available' | 'Unavailable' | undefined): BackupStorageLocation {
  return {
    apiVersion,
    kind: 'BackupStorageLocationRecord',
    metadata: { namespace: 'stowage-system', name: 'main' },
    spec: { provider: 's3', objectStorage: { bucket: 'b' } },
    ...(phase !== undefined && { status: { phase, ...(phase === 'Unavailable' && { message: 'broken' }) } }),
  };
}
