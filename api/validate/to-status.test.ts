import { describe, expect, it } from 'vitest';
import { fieldErrorText } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { causesOf, invalidStatus, mergedCauses } from './to-status.ts';

const ttl: FieldError = { field: 'spec.ttl', type: 'Invalid', badValue: 'x', detail: 'must be a duration' };
const backupName: FieldError = { field: 'spec.backupName', type: 'Required', detail: '' };

describe('fieldErrorText', () => {
  it.each<[FieldError, string]>([
    [ttl, 'spec.ttl: Invalid value: "x": must be a duration'],
    [backupName, 'spec.backupName: Required value'],
    [{ field: 'a', type: 'Forbidden', badValue: 'hidden', detail: 'no' }, 'a: Forbidden: no'],
    [{ field: 'a', type: 'NotFound', badValue: 'b', detail: '' }, 'a: Not found: "b"'],
    [{ field: 'a', type: 'Duplicate', badValue: 'b', detail: '' }, 'a: Duplicate value: "b"'],
    [{ field: 'a', type: 'Invalid', badValue: 0, detail: '' }, 'a: Invalid value: 0'],
  ])('writes %j as kubectl shows it', (error, text) => {
    expect(fieldErrorText(error)).toBe(text);
  });
});

describe('invalidStatus', () => {
  it('is the 422 of kube-apiserver', () => {
    expect(invalidStatus('Backup', 'daily', causesOf([ttl]))).toEqual({
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
    const status = invalidStatus('Restore', '', causesOf([ttl, backupName, ttl]));
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

describe('mergedCauses', () => {
  const own = causesOf([
    { field: 'spec.a', type: 'Required', detail: 'say which' },
    { field: 'spec.b', type: 'Forbidden', detail: 'not with a' },
    { field: 'spec.c', type: 'Invalid', badValue: 'x', detail: 'must be short' },
  ]);

  it.each([
    ['the same', { reason: 'FieldValueForbidden', field: 'spec.b', message: 'Forbidden: not with a' }],
    [
      'a CEL rule with the same text',
      { reason: 'FieldValueInvalid', field: 'spec.c', message: 'Invalid value: "string": must be short' },
    ],
  ])('says once: %s', (_, cause) => {
    expect(mergedCauses(own, [cause])).toEqual(own);
  });

  it.each([
    ['another field', { reason: 'FieldValueForbidden', field: 'spec.d', message: 'Forbidden: not with a' }],
    [
      'something else about the field',
      { reason: 'FieldValueTooLong', field: 'spec.c', message: 'Too long: may not be more than 3 bytes' },
    ],
    [
      'another rule about the field',
      { reason: 'FieldValueInvalid', field: 'spec.c', message: 'Invalid value: "x": must be lower case' },
    ],
  ])('keeps %s', (_, cause) => {
    expect(mergedCauses(own, [cause])).toEqual([...own, cause]);
  });
});
