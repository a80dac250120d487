import { describe, expect, test } from 'vitest';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { syncDue, validationDue } from './decide.ts';

const now = new Date('2026-11-21T07:01:00Z');
const ready = condition('Ready', 'True');

describe('validationDue', () => {
  test.each([
    ['a new one now', location({}, undefined), 0],
    [
      'a changed one now',
      location({}, { conditions: [{ ...ready, observedGeneration: 1 }], lastValidationTime: ago(1) }),
      0,
    ],
    ['after a minute', location({}, { conditions: [ready], lastValidationTime: ago(20) }), 40_000],
    ['overdue now', location({}, { conditions: [ready], lastValidationTime: ago(300) }), 0],
    [
      'own frequency',
      location({ validationFrequency: '10m' }, { conditions: [ready], lastValidationTime: ago(60) }),
      540_000,
    ],
    [
      'zero: never by itself',
      location({ validationFrequency: '0s' }, { conditions: [ready], lastValidationTime: ago(999) }),
      undefined,
    ],
    ['zero: but when it changes', location({ validationFrequency: '0s' }, undefined), 0],
    [
      'unreadable: the default',
      location({ validationFrequency: 'soon' }, { conditions: [ready], lastValidationTime: ago(20) }),
      40_000,
    ],
  ])('%s', (_, of, inMs) => {
    expect(validationDue(of, now)).toEqual({ inMs });
  });
});

describe('syncDue', () => {
  test.each([
    ['not while unavailable', location({}, { phase: 'Unavailable' }), undefined],
    ['at once when available', location({}, { phase: 'Available' }), 0],
    ['after a minute', location({}, { phase: 'Available', lastSyncedTime: ago(15) }), 45_000],
    ['zero: never', location({ backupSyncPeriod: '0s' }, { phase: 'Available' }), undefined],
  ])('%s', (_, of, inMs) => {
    expect(syncDue(of, now)).toEqual({ inMs });
  });
});

function location(spec: object, status: object | undefined): BackupStorageLocation {
  return {
    apiVersion: '',
    kind: '',
    metadata: { namespace: 'shop', name: 'main', generation: 2 },
    spec: { provider: 's3', objectStorage: { bucket: 'b' }, ...spec },
    ...(status && { status }),
  };
}

function condition(type: string, status: 'True' | 'False') {
  return { type, status, reason: 'R', message: '', lastTransitionTime: ago(600), observedGeneration: 2 };
}

function ago(seconds: number): string {
  return new Date(now.getTime() - seconds * 1000).toISOString();
}
