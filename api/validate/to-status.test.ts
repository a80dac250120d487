import { describe, expect, it } from 'vitest';
import { fieldErrorText } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { toStatus } from './to-status.ts';

const ttl: FieldError = { field: 'spec.ttl', type: 'Invalid', badValue: 'x', detail: 'must be a duration' };
const backupName: FieldError = { field: 'spec.backupName', type: 'Required', detail: '' };

describe('fieldErrorText', () => {
  it.each<[FieldError, string]>([
    [ttl, 'spec.ttl: Invalid value: "x": must be a duration'],
    [backupName, 'spec.backupName: Required value'],
    [{ field: 'a', type: 'Forbidden', badValue: 'hidden', detail: 'no' }, 'a: Forbidden: no'],
    [{ field: 'a', type: 'NotFound', badValue: 'b', detail: '' }, 'a: Not found: "b"'],
    [{ field: 'a', type: 'Duplicate', badValue: 'b', detail: '' }, 'a: Duplicate value: "b"'],
    [
      { field: 'a', type: 'TooLong', badValue: 'b', detail: 'may not be more than 3 bytes' },
      'a: Too long: may not be more than 3 bytes',
    ],
    [
      { field: 'a', type: 'TooMany', badValue: 3, detail: 'must have at most 2 items' },
      'a: Too many: 3: must have at most 2 items',
    ],
    [{ field: 'a', type: 'Invalid', badValue: 0, detail: '' }, 'a: Invalid value: 0'],
  ])('writes %j as kubectl shows it', (error, text) => {
    expect(fieldErrorText(error)).toBe(text);
  });
});

describe('toStatus', () => {
  it('is the 422 of kube-apiserver', () => {
    expect(toStatus('Backup', 'daily', [ttl])).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Backup.stowage.dev "daily" is invalid: spec.ttl: Invalid value: "x": must be a duration',
      reason: 'Invalid',
      details: {
        name: 'daily',
        group: 'stowage.dev',
        kind: 'Backup',
        causes: [{ reason: 'FieldValueInvalid', message: 'Invalid value: "x": must be a duration', field: 'spec.ttl' }],
      },
      code: 422,
    });
  });

  it('lists several in brackets, the same one once', () => {
    const status = toStatus('Restore', '', [ttl, backupName, ttl]);
    expect(status.message).toBe(
      'Restore.stowage.dev "" is invalid: [spec.ttl: Invalid value: "x": must be a duration, spec.backupName: Required value]',
    );
    expect(status.details?.causes?.map(({ reason }) => reason)).toEqual([
      'FieldValueInvalid',
      'FieldValueRequired',
      'FieldValueInvalid',
    ]);
  });
});
