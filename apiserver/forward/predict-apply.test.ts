import { describe, expect, it } from 'vitest';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import { backupStorageLocationKind } from '../../api/v1alpha1/backup-storage-location.ts';
import { scheduleKind } from '../../api/v1alpha1/schedule.ts';
import type { JsonObject } from '../translate/json.ts';
import { withKeptFields } from './kept-fields.ts';
import { predictSpec } from './predict-apply.ts';

function stored(spec: JsonObject, owned: JsonObject, manager = 'me'): JsonObject {
  const entry = { manager, operation: 'Apply', fieldsV1: { 'f:spec': owned } };
  return { metadata: { managedFields: [{ manager: 'me', operation: 'Update' }, entry] }, spec };
}

const spec = { schedule: '@daily', template: { ttl: '1h', includedResources: ['a'] }, requester: { username: 'x' } };
const owned = { 'f:schedule': {}, 'f:template': { '.': {}, 'f:ttl': {}, 'f:includedResources': {} } };
const same = { schedule: '@daily', template: { includedResources: ['a'], ttl: '1h' } };
const of = { manager: 'me', schema: scheduleKind.spec };

describe('predictSpec', () => {
  it.each<[string, JsonObject, JsonObject, unknown]>([
    ['the same again', { spec: same }, stored(spec, owned), spec],
    ['no spec at all, never applied one', {}, stored(spec, {}), spec],
    [
      'another value',
      { spec: { ...same, schedule: '@hourly' } },
      stored(spec, owned),
      { ...spec, schedule: '@hourly' },
    ],
    ['a further field', { spec: { ...same, paused: true } }, stored(spec, owned), { ...spec, paused: true }],
    [
      'the first apply of a manager',
      { spec: { template: { ttl: '2h' } } },
      stored(spec, owned, 'other'),
      { ...spec, template: { ttl: '2h', includedResources: ['a'] } },
    ],
    [
      'another list, which is replaced',
      { spec: { ...same, template: { ttl: '1h', includedResources: ['b'] } } },
      stored(spec, owned),
      { ...spec, template: { ttl: '1h', includedResources: ['b'] } },
    ],
    ['a field less', { spec: { template: same.template } }, stored(spec, owned), undefined],
    ['a field less further in', { spec: { ...same, template: { ttl: '1h' } } }, stored(spec, owned), undefined],
    ['items of a list', { spec: same }, stored(spec, { ...owned, 'f:list': { 'k:{"name":"x"}': {} } }), undefined],
  ])('%s', (_, sent, before, expected) => {
    expect(predictSpec(sent, before, of)).toEqual(expected);
  });

  it('does not know what the schema does not', () => {
    const unknown = { spec: { ...same, foo: 1, template: { ...same.template, bar: null } } };
    expect(predictSpec(unknown, stored(spec, owned), of)).toEqual(spec);
  });

  it('leaves to kube-apiserver what is merged item by item, and replaces what is atomic', () => {
    const byItem = {
      properties: {
        list: { 'x-kubernetes-list-type': 'set' as const },
        map: { 'x-kubernetes-map-type': 'atomic' as const, properties: { a: {}, b: {} } },
      },
    };
    const before = stored({ list: ['a'], map: { a: 1 } }, {});
    expect(predictSpec({ spec: { list: ['b'] } }, before, { manager: 'me', schema: byItem })).toBeUndefined();
    expect(predictSpec({ spec: { map: { b: 2 } } }, before, { manager: 'me', schema: byItem })).toEqual({
      list: ['a'],
      map: { b: 2 },
    });
  });
});

describe('withKeptFields', () => {
  const before = stored(
    { ttl: '720h0m0s', requester: { username: 'x' }, storageLocation: 'default' },
    { 'f:ttl': {}, 'f:requester': { 'f:username': {} } },
  );
  const backup = { kind: backupKind, manager: 'me' };

  it('adds what the manager owns and does not name', () => {
    expect(withKeptFields({ spec: { includedResources: ['a'] } }, before, backup)).toEqual({
      spec: { includedResources: ['a'], ttl: '720h0m0s', requester: { username: 'x' } },
    });
  });

  it('adds nothing that he names or never owned', () => {
    expect(withKeptFields({ spec: { ttl: '1h' } }, before, backup)).toEqual({
      spec: { ttl: '1h', requester: { username: 'x' } },
    });
    expect(withKeptFields({ spec: { a: 1 } }, before, { ...backup, manager: 'other' })).toEqual({ spec: { a: 1 } });
    expect(withKeptFields({}, before, { kind: backupStorageLocationKind, manager: 'me' })).toEqual({});
  });
});
