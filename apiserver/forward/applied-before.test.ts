import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../translate/json.ts';
import { leavesSpec } from './applied-before.ts';
import { withKeptFields } from './kept-fields.ts';

function stored(spec: JsonObject, owned: JsonObject, manager = 'me'): JsonObject {
  const entry = { manager, operation: 'Apply', fieldsV1: { 'f:spec': owned } };
  return { metadata: { managedFields: [{ manager: 'me', operation: 'Update' }, entry] }, spec };
}

const spec = { schedule: '@daily', template: { ttl: '1h', includedResources: ['a'] }, requester: { username: 'x' } };
const owned = { 'f:schedule': {}, 'f:template': { '.': {}, 'f:ttl': {}, 'f:includedResources': {} } };
const same = { schedule: '@daily', template: { includedResources: ['a'], ttl: '1h' } };

describe('leavesSpec', () => {
  it.each<[string, JsonObject, JsonObject, boolean]>([
    ['the same again', { spec: same }, stored(spec, owned), true],
    ['another value', { spec: { ...same, schedule: '@hourly' } }, stored(spec, owned), false],
    ['a further field', { spec: { ...same, paused: true } }, stored(spec, owned), false],
    ['a field less', { spec: { template: same.template } }, stored(spec, owned), false],
    ['a field less further in', { spec: { ...same, template: { ttl: '1h' } } }, stored(spec, owned), false],
    [
      'another list',
      { spec: { ...same, template: { ttl: '1h', includedResources: ['a', 'b'] } } },
      stored(spec, owned),
      false,
    ],
    ['the first apply of a manager', { spec: same }, stored(spec, owned, 'other'), false],
    ['items of a list', { spec: same }, stored(spec, { ...owned, 'f:list': { 'k:{"name":"x"}': {} } }), false],
    ['no spec at all, never applied one', {}, stored(spec, {}), true],
  ])('%s', (_, sent, before, expected) => {
    expect(leavesSpec(sent, before, 'me')).toBe(expected);
  });
});

describe('withKeptFields', () => {
  const before = stored(
    { ttl: '720h0m0s', requester: { username: 'x' }, storageLocation: 'default' },
    { 'f:ttl': {}, 'f:requester': { 'f:username': {} } },
  );
  const of = { kind: 'Backup', manager: 'me' };

  it('adds what the manager owns and does not name', () => {
    expect(withKeptFields({ spec: { includedResources: ['a'] } }, before, of)).toEqual({
      spec: { includedResources: ['a'], ttl: '720h0m0s', requester: { username: 'x' } },
    });
  });

  it('adds nothing that he names or never owned', () => {
    expect(withKeptFields({ spec: { ttl: '1h' } }, before, of)).toEqual({
      spec: { ttl: '1h', requester: { username: 'x' } },
    });
    const other = { ...of, manager: 'other' };
    expect(withKeptFields({ spec: { a: 1 } }, before, other)).toEqual({ spec: { a: 1 } });
    expect(withKeptFields({}, before, { kind: 'BackupStorageLocation', manager: 'me' })).toEqual({});
  });
});
