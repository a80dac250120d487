import { describe, expect, test } from 'vitest';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { addressAllowedForTenants } from './addresses.ts';
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

describe("addresses of a tenant's location", () => {
  const allowed = addressAllowedForTenants(['127.0.0.0/8']);
  test.each([
    ['93.184.216.34', true],
    ['10.1.2.3', true],
    ['169.254.169.254', false],
    ['::ffff:169.254.169.254', false],
    ['::ffff:a9fe:a9fe', false],
    ['0:0:0:0:0:ffff:a9fe:a9fe', false],
    ['fe80::1', false],
    ['::1', false],
    ['::', false],
    ['fd00:ec2::254', false],
    ['0.0.0.0', false],
    ['2606:2800:220:1::1', true],
    ['127.0.0.1', true],
  ])('%s: %s', (address, expected) => {
    expect(allowed(address)).toBe(expected);
  });

  test('the machine itself is closed unless opened', () => {
    expect(addressAllowedForTenants([])('127.0.0.1')).toBe(false);
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
