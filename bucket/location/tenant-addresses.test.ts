import { describe, expect, test } from 'vitest';
import { addressAllowedForTenants } from './tenant-addresses.ts';

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
