import { describe, expect, test } from 'vitest';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { findLocation } from './find.ts';

describe('findLocation', () => {
  const own = location('shop', 'main', { default: true });
  const system = location('stowage-system', 'main', { default: true });
  const other = location('stowage-system', 'archive', {});
  const foreign = location('bank', 'vault', { default: true });
  const query = { namespace: 'shop', systemNamespace: 'stowage-system' };

  test.each([
    ['own before system by name', [system, own], { ...query, name: 'main' }, own],
    ['system when there is none of its own', [system, other], { ...query, name: 'archive' }, other],
    ['own default first', [system, own], query, own],
    ['then the system default', [other, system], query, system],
    ['never another namespace', [foreign], { ...query, name: 'vault' }, undefined],
    ['never the default of another namespace', [foreign], query, undefined],
  ])('%s', (_, locations, asked, expected) => {
    expect(findLocation(locations, asked)).toBe(expected);
  });

  test('the newest of two defaults', () => {
    const newer = location('shop', 'newer', { default: true }, '2026-11-22T00:00:00Z');
    expect(findLocation([own, newer], query)).toBe(newer);
  });
});

function location(
  namespace: string,
  name: string,
  spec: object,
  creationTimestamp = '2026-11-21T00:00:00Z',
): BackupStorageLocation {
  const full = { provider: 's3', objectStorage: { bucket: 'b' }, ...spec };
  return { apiVersion: '', kind: '', metadata: { namespace, name, creationTimestamp }, spec: full };
}
