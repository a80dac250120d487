import { describe, expect, it } from 'vitest';
import { backupStorageLocationKind } from '../../api/v1alpha1/backup-storage-location.ts';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import { restoreKind } from '../../api/v1alpha1/restore.ts';
import { scheduleKind } from '../../api/v1alpha1/schedule.ts';
import { fieldErrorText, invalid } from '../../api/validate/field-error.ts';
import { parseSafe } from '../../kube/json/safe.ts';
import { timeTableFault } from '../../kube/runtime/time-table.ts';
import { createValidator } from './validate.ts';

const system = 'stowage-system';
const backup = createValidator(backupKind, {});
const restore = createValidator(restoreKind, {});
const schedule = createValidator(scheduleKind, { timeTableFault });
const location = createValidator(backupStorageLocationKind, {});

describe('what fits its schema', () => {
  it('is judged by the rules', () => {
    expect(backup({ spec: { ttl: 'soon' } }, system)).toMatchObject({ misfits: [], errors: [{ field: 'spec.ttl' }] });
    expect(backup({ spec: { ttl: null, unknown: 1 } }, system)).toMatchObject({ misfits: [], errors: [] });
    expect(backup({}, system)).toMatchObject({ misfits: [], errors: [], fitting: { spec: {} } });
  });

  it('is judged by the namespace of the request', () => {
    const object = { metadata: { namespace: system }, spec: { includedNamespaces: ['other'] } };
    expect(backup(object, 'shop').errors).toHaveLength(1);
    expect(backup(object, system).errors).toEqual([]);
  });

  it('may have a time table that cannot be read', () => {
    const { errors } = schedule({ spec: { schedule: 'daily', template: {} } }, system);
    expect(errors.map(fieldErrorText)).toEqual([
      'spec.schedule: Invalid value: "daily": expected exactly 5 fields, found 1: [daily]',
    ]);
  });
});

describe('what does not fit its schema', () => {
  it.each<[string, () => ReturnType<typeof backup>, { misfits: string[]; errors: string[] }]>([
    [
      'wrong types beside broken rules',
      () =>
        backup({ spec: { includedNamespaces: 'x', ttl: 5, storageLocation: 'A', csiSnapshotTimeout: '-1s' } }, system),
      {
        misfits: ['spec.includedNamespaces', 'spec.ttl'],
        errors: ['spec.storageLocation', 'spec.csiSnapshotTimeout'],
      },
    ],
    [
      'an item of a wrong type beside one that breaks a rule',
      () => backup({ spec: { includedResources: [1, 'a/b', 'a/b'] } }, system),
      {
        misfits: ['spec.includedResources[0]'],
        errors: ['spec.includedResources[1]', 'spec.includedResources[2]', 'spec.includedResources[2]'],
      },
    ],
    [
      'numbers that JavaScript writes otherwise, where there must be an object and a text',
      () =>
        location({ spec: parseSafe('{"provider":"aws","objectStorage":1.50,"validationFrequency":1e400}') }, system),
      { misfits: ['spec.validationFrequency', 'spec.objectStorage'], errors: [] },
    ],
    [
      'what is missing, of which the schema tells',
      () => schedule({ spec: { template: { ttl: 'x' } } }, system),
      { misfits: ['spec'], errors: ['spec.template.ttl'] },
    ],
    [
      'what is missing twice',
      () => location({ spec: { config: { region: '!' } } }, system),
      { misfits: ['spec', 'spec'], errors: ['spec.config[region]'] },
    ],
    ['nothing at all', () => location({}, system), { misfits: ['spec'], errors: [] }],
    [
      'a source of a wrong type: it is one',
      () => restore({ spec: { scheduleName: 7 } }, system),
      { misfits: ['spec.scheduleName'], errors: [] },
    ],
    [
      'a value of a wrong type in a map',
      () =>
        location(
          { spec: { provider: 'aws', objectStorage: { bucket: 'b' }, config: { s3Url: 9, region: '-' } } },
          system,
        ),
      { misfits: ['spec.config[s3Url]'], errors: ['spec.config[region]'] },
    ],
    [
      'an operator that there is not, beside a value that cannot be',
      () =>
        backup(
          {
            spec: {
              labelSelector: { matchExpressions: [{ key: 'a', operator: 'Near', values: ['-'] }, { key: 'b' }] },
            },
          },
          system,
        ),
      {
        misfits: ['spec.labelSelector.matchExpressions[0].operator', 'spec.labelSelector.matchExpressions[1]'],
        errors: ['spec.labelSelector.matchExpressions[0].values[0]'],
      },
    ],
    ['a spec that is no object', () => backup({ spec: 'x' }, system), { misfits: ['spec'], errors: [] }],
    [
      'more names than a list may have',
      () => backup({ spec: { includedResources: Array.from({ length: 600 }, () => 'a/b') } }, system),
      {
        misfits: ['spec.includedResources'],
        errors: Array.from({ length: 512 + 511 }, () => expect.any(String) as string),
      },
    ],
  ])('%s', (_, validated, { misfits, errors }) => {
    const found = validated();
    expect(found.misfits.map(({ field = '' }) => field).toSorted()).toEqual(misfits.toSorted());
    expect(found.errors.map(({ field }) => field).toSorted()).toEqual(errors.toSorted());
  });

  it('is handed on as far as it fits, and what others say of the rest is left out', () => {
    const { fitting, meant } = backup({ spec: { storageLocation: 5, ttl: '1h' } }, system);
    expect(fitting).toEqual({ spec: { storageLocation: '5', ttl: '1h' } });
    const said = [invalid('spec.storageLocation', '5', 'not there'), invalid('spec.ttl', '1h', 'no')];
    expect(meant(said)).toEqual([said[1]]);
  });

  it('is not looked through when it is big, so that nobody waits for it', () => {
    const started = performance.now();
    for (const includedNamespaces of [Array.from({ length: 400_000 }, () => 7), ['x'.repeat(1_000_000)]]) {
      expect(backup({ spec: { includedNamespaces } }, system)).toMatchObject({ errors: [], fitting: undefined });
    }
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('does not reach Object.prototype by the names of its members', () => {
    const spec = JSON.parse('{"__proto__": 5, "includedNamespaces": "x", "config": {"__proto__": {"a": 1}}}') as object;
    expect(backup({ spec }, system).misfits).toHaveLength(1);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });
});
