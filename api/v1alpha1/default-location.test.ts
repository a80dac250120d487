import { expect, test } from 'vitest';
import type { BackupStorageLocation } from './backup-storage-location.ts';
import { defaultLocation } from './default-location.ts';

const old = location('old', { created: 1 });
const unmarked = location('unmarked', { created: 9, isDefault: false });

test.each([
  ['none of none', [], undefined],
  ['none when none is marked', [unmarked], undefined],
  ['the one that is marked', [unmarked, old], 'old'],
  ['the newest of two', [old, location('new', { created: 2 })], 'new'],
  ['the first by name of two of one second', [location('b', { created: 1 }), location('a', { created: 1 })], 'a'],
  ['a new mark before a newer location', [location('new', { created: 2 }), { ...old, status: {} }], 'old'],
  ['a mark that was taken away before', [location('new', { created: 2 }), known(old, 'False', 2)], 'old'],
  ['a mark that was given again', [location('new', { created: 2 }), known(old, 'True', 1)], 'old'],
  [
    'the newest of two new marks',
    [
      { ...old, status: {} },
      { ...location('new', { created: 2 }), status: {} },
    ],
    'new',
  ],
])('%s', (_, locations, expected) => {
  expect(defaultLocation(locations)?.metadata.name).toBe(expected);
  expect(defaultLocation(locations.toReversed())?.metadata.name).toBe(expected);
});

/** A location whose condition tells of its mark already. */
function location(name: string, { created, isDefault = true }: { created: number; isDefault?: boolean }) {
  const metadata = { namespace: 'shop', name, generation: 2, creationTimestamp: `2026-11-21T00:00:0${created}Z` };
  const spec = { provider: 's3', objectStorage: { bucket: 'b' }, default: isDefault };
  return known({ apiVersion: '', kind: '', metadata, spec }, isDefault ? 'True' : 'False', 2);
}

function known(of: BackupStorageLocation, status: 'True' | 'False', observedGeneration: number): BackupStorageLocation {
  const lastTransitionTime = '2026-11-21T00:00:00Z';
  const condition = { type: 'Default', status, reason: 'R', message: '', lastTransitionTime, observedGeneration };
  return { ...of, status: { conditions: [condition] } };
}
