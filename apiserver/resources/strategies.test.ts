import { describe, expect, it } from 'vitest';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { User } from '../server/user.ts';
import type { JsonObject } from '../translate/json.ts';
import { backupStrategy } from './backups/strategy.ts';
import { backupStorageLocationStrategy } from './backupstoragelocations/strategy.ts';
import { scheduleStrategy } from './schedules/strategy.ts';
import type { Strategy, WriteContext } from './strategy.ts';
import { volumeSnapshotLocationStrategy } from './volumesnapshotlocations/strategy.ts';

const alice: User = { username: 'alice', uid: '7', groups: ['dev'], extra: { scopes: ['a', 'b'] } };

function context(namespace = 'shop'): WriteContext & { told: string[] } {
  const told: string[] = [];
  return { user: alice, namespace, warn: (text) => told.push(text), told };
}

function location(namespace: string, name: string, more: object = {}): BackupStorageLocation {
  return { metadata: { namespace, name }, spec: {}, ...more } as BackupStorageLocation;
}

const strategy = (found?: BackupStorageLocation) =>
  backupStrategy({ locations: { find: async () => found, findDefault: async () => found } });

const requester = { username: 'alice', uid: '7', groups: ['dev'], extra: { scopes: ['a', 'b'] } };

describe('a Backup at its creation', () => {
  it('gets requester and defaults, and keeps what it says itself', async () => {
    const made = await strategy(location('stowage-system', 'main')).prepareForCreate({ spec: {} }, context());
    expect(made['spec']).toEqual({ ttl: '720h0m0s', storageLocation: 'main', includedNamespaces: ['shop'], requester });
    expect(Object.keys(made['spec'] as JsonObject).toSorted()).toEqual(backupKind.filledFields.toSorted());
    const own = { ttl: '1h', storageLocation: 'x', includedNamespaces: ['y'] };
    const kept = await strategy(location('stowage-system', 'main')).prepareForCreate({ spec: own }, context());
    expect(kept['spec']).toEqual({ ...own, requester });
  });

  it('in the system namespace covers everything unless it says otherwise', async () => {
    const made = await strategy().prepareForCreate({}, context('stowage-system'));
    expect(made['spec']).toEqual({ ttl: '720h0m0s', requester });
  });

  it('drops the requester of the client and says so, unless it is the same', async () => {
    const first = context();
    await strategy().prepareForCreate({ spec: { requester: { username: 'bob' } } }, first);
    expect(first.told).toHaveLength(1);
    const second = context();
    await strategy().prepareForCreate(
      { spec: { requester: { extra: requester.extra, groups: ['dev'], uid: '7', username: 'alice' } } },
      second,
    );
    expect(second.told).toEqual([]);
  });

  it('leaves a spec that is none to the schema', async () => {
    for (const spec of ['x', [], 7, null]) {
      expect(await strategy().prepareForCreate({ spec }, context())).toEqual({ spec });
    }
  });

  it.each<[string, BackupStorageLocation | undefined, RegExp | undefined]>([
    ['none', undefined, /NotFound/],
    ['a good one', location('shop', 'x'), undefined],
    ['a read-only one', location('shop', 'x', { spec: { accessMode: 'ReadOnly' } }), /Invalid.*ReadOnly/],
    [
      'an unavailable one',
      location('shop', 'x', { status: { phase: 'Unavailable', message: 'why' } }),
      /shop\/x is unavailable: why;/,
    ],
  ])('is checked against its location: %s', async (_, found, expected) => {
    const errors = await strategy(found).check({ spec: { storageLocation: 'x' } }, context());
    if (expected === undefined) expect(errors).toEqual([]);
    else expect(JSON.stringify(errors)).toMatch(expected);
  });

  it('without a location says where one was looked for', async () => {
    const [error] = await strategy().check({ spec: {} }, context());
    expect(error).toMatchObject({
      field: 'spec.storageLocation',
      type: 'Required',
      detail: expect.stringContaining('shop or stowage-system'),
    });
  });
});

describe('an update', () => {
  const stored = { spec: { requester: { username: 'bob' }, schedule: 'a', template: { ttl: '1h' } } };

  it('of a Backup keeps the requester', () => {
    const updated = strategy().prepareForUpdate({ spec: { requester: { username: 'eve' } } }, stored, context());
    expect(updated['spec']).toEqual({ requester: { username: 'bob' } });
  });

  it.each<[string, JsonObject, string]>([
    ['pausing', { ...stored.spec, paused: true }, 'bob'],
    ['the same in another order', { template: { ttl: '1h' }, schedule: 'a' }, 'bob'],
    ['what the schema does not know', { ...stored.spec, template: { ttl: '1h', foo: 1, labelSelector: null } }, 'bob'],
    ['another time', { ...stored.spec, schedule: 'b' }, 'alice'],
    ['another template', { ...stored.spec, template: {} }, 'alice'],
    ['another account', { ...stored.spec, serviceAccountName: 'x' }, 'alice'],
  ])('of a Schedule by %s makes it the request of %s', (_, spec, username) => {
    const updated = scheduleStrategy.prepareForUpdate({ spec }, stored, context()) as {
      spec: { requester: { username: string } };
    };
    expect(updated.spec.requester.username).toBe(username);
  });
});

describe('whoever writes a location', () => {
  const credential = { name: 'keys', key: 'x' };
  const config = { customerKeyEncryptionSecret: 'own/key' };
  const storage = { credential, objectStorage: { bucket: 'b', caCertRef: { name: 'ca', key: 'x' } }, config };
  const sameForAll = { credential, objectStorage: { bucket: 'b', caCertRef: credential } };

  it.each<[string, typeof backupStorageLocationStrategy, JsonObject, string[]]>([
    ['BackupStorageLocation', backupStorageLocationStrategy, storage, ['keys', 'ca', 'own']],
    ['BackupStorageLocation with one Secret for all', backupStorageLocationStrategy, sameForAll, ['keys']],
    ['VolumeSnapshotLocation', volumeSnapshotLocationStrategy, { credential }, ['keys']],
    ['VolumeSnapshotLocation without one', volumeSnapshotLocationStrategy, {}, []],
  ])('must be able to read its Secrets: %s', async (_, create, spec, expected) => {
    const demanded: unknown[] = [];
    const one: Strategy = create({
      authorizer: { demand: async (user, what) => void demanded.push({ user, ...what }) },
    });
    expect(await one.check({ spec }, context())).toEqual([]);
    const secret = { user: alice, verb: 'get', group: '', version: 'v1', resource: 'secrets', namespace: 'shop' };
    expect(demanded).toEqual(expected.map((name) => ({ ...secret, name })));
  });
});
