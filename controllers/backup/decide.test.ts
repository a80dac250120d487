import { describe, expect, test } from 'vitest';
import { deleteDataFinalizer } from '../../api/groups.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { Backup, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { expiresIn, nextStep, validationErrors } from './decide.ts';
import type { BackupFacts, ValidationFacts } from './decide.ts';

const now = new Date('2026-11-21T07:00:00Z');
const inProgress = { phase: 'InProgress', startedBy: 'me', attempts: 1 } as const;
const deletion = { deletionTimestamp: now.toISOString() };

describe('nextStep', () => {
  test.each<[string, Partial<BackupFacts>, string, string]>([
    ['a new one', {}, 'validate', 'New'],
    ['one that waits', { backup: backup({ phase: 'Queued' }) }, 'validate', 'New'],
    ['one that is claimed', { backup: backup(inProgress) }, 'run', 'Claimed'],
    ['one that runs here', { backup: backup(inProgress), running: true, begun: 1 }, 'nothing', 'Running'],
    ['one whose end was not written', { backup: backup(inProgress), begun: 1 }, 'takeOver', 'Interrupted'],
    [
      'one of a process that is gone',
      { backup: backup({ ...inProgress, startedBy: 'other' }) },
      'takeOver',
      'Interrupted',
    ],
    [
      'the same while it was being written',
      { backup: backup({ ...inProgress, phase: 'Finalizing', startedBy: 'other' }) },
      'takeOver',
      'Interrupted',
    ],
    ['the second attempt, claimed', { backup: backup({ ...inProgress, attempts: 2 }), begun: 1 }, 'run', 'Claimed'],
    [
      'one that ended three processes',
      { backup: backup({ ...inProgress, startedBy: 'other', attempts: 3 }) },
      'giveUp',
      'TooManyAttempts',
    ],
    ['the third attempt may begin', { backup: backup({ ...inProgress, attempts: 3 }) }, 'run', 'Claimed'],
    [
      'a finished one',
      { backup: backup({ phase: 'Completed', expiration: '2026-11-21T07:00:01Z' }) },
      'nothing',
      'Finished',
    ],
    [
      'an expired one',
      { backup: backup({ phase: 'Completed', expiration: '2026-11-21T07:00:00Z' }) },
      'expire',
      'Expired',
    ],
    [
      'an expired failed one',
      { backup: backup({ phase: 'Failed', expiration: '2026-11-20T07:00:00Z' }) },
      'expire',
      'Expired',
    ],
    ['one that never began and has no end', { backup: backup({ phase: 'FailedValidation' }) }, 'nothing', 'Finished'],
    [
      'a deleted one whose data is owed',
      { backup: backup({ phase: 'Completed' }, { ...deletion, finalizers: [deleteDataFinalizer] }) },
      'delete',
      'DataOwed',
    ],
    [
      'a deleted one in its run',
      { backup: backup(inProgress, { ...deletion, finalizers: [deleteDataFinalizer] }), running: true },
      'delete',
      'DataOwed',
    ],
    [
      'a deleted one that somebody else holds',
      { backup: backup({ phase: 'Completed' }, { ...deletion, finalizers: ['x'] }) },
      'nothing',
      'Deleted',
    ],
    [
      'a failed one that left something',
      { backup: backup({ phase: 'Failed', conditions: [tidy('False')] }) },
      'tidy',
      'LeftInBucket',
    ],
    [
      'a failed one that was tidied',
      { backup: backup({ phase: 'Failed', conditions: [tidy('True')] }) },
      'nothing',
      'Finished',
    ],
    ['an imported one before its status is written', { imported: true }, 'nothing', 'Imported'],
    [
      'an imported one that expires',
      { imported: true, backup: backup({ phase: 'Completed', expiration: '2026-11-20T07:00:00Z' }) },
      'expire',
      'Expired',
    ],
  ])('%s', (_, change, next, reason) => {
    const facts = {
      backup: backup(undefined),
      imported: false,
      now,
      holder: 'me',
      running: false,
      begun: 0,
      ...change,
    };
    expect(nextStep(facts)).toEqual({ next, reason });
  });
});

test('expiresIn counts from now', () => {
  expect(expiresIn(backup({ expiration: '2026-11-21T07:00:05Z' }), now)).toBe(5000);
  expect(expiresIn(backup({}), now)).toBeUndefined();
});

describe('validationErrors', () => {
  const good: ValidationFacts = {
    backup: backup(undefined),
    location: location({}),
    unmatched: [],
    taken: false,
    bucketKey: 'shop.nightly',
  };

  test.each<[string, Partial<ValidationFacts>, string[]]>([
    ['nothing', {}, []],
    ['a field', { backup: backup(undefined, {}, { ttl: 'soon' }) }, ['InvalidSpec']],
    ['another namespace', { backup: backup(undefined, {}, { includedNamespaces: ['bank'] }) }, ['InvalidSpec']],
    [
      'an unknown location',
      { backup: backup(undefined, {}, { storageLocation: 'x' }), location: undefined },
      ['LocationNotFound'],
    ],
    ['no default location', { location: undefined }, ['NoDefaultLocation']],
    ['a read-only location', { location: location({ accessMode: 'ReadOnly' }) }, ['LocationReadOnly']],
    ['an unavailable location', { location: location({}, 'Unavailable') }, ['LocationUnavailable']],
    ['a bucket that does not answer now', { bucketError: 'connection refused' }, ['LocationUnavailable']],
    ['nobody', { identityError: errors.IdentityMissing({ namespace: 'shop' }) }, ['IdentityMissing']],
    ['a pattern', { unmatched: ['a-*'] }, ['NamespaceMatchesNothing']],
    ['a name that is taken', { taken: true }, ['BackupNameTaken']],
    [
      'all at once',
      { unmatched: ['a-*', 'b-*'], taken: true },
      ['NamespaceMatchesNothing', 'NamespaceMatchesNothing', 'BackupNameTaken'],
    ],
  ])('%s', (_, change, reasons) => {
    expect(validationErrors({ ...good, ...change }).map(({ reason }) => reason)).toEqual(reasons);
  });

  test('an unavailable location says why', () => {
    const [error] = validationErrors({ ...good, location: location({}, 'Unavailable') });
    expect(error?.message).toContain('no such bucket');
  });
});

function tidy(status: 'True' | 'False') {
  return { type: 'Tidy', status, reason: 'R', message: '', lastTransitionTime: '' };
}

function backup(status: BackupStatus | undefined, metadata: object = {}, spec: object = {}): Backup {
  return {
    apiVersion: '',
    kind: '',
    metadata: { namespace: 'shop', name: 'nightly', ...metadata },
    spec,
    ...(status && { status }),
  };
}

function location(spec: object, phase: 'Available' | 'Unavailable' = 'Available'): BackupStorageLocation {
  return {
    apiVersion: '',
    kind: '',
    metadata: { namespace: 'shop', name: 'main' },
    spec: { provider: 's3', objectStorage: { bucket: 'b' }, ...spec },
    status: { phase, ...(phase === 'Unavailable' && { message: 'no such bucket' }) },
  };
}
