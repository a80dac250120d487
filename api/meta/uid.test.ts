import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mapUid } from './uid.ts';

describe('mapUid', () => {
  const sample = Array.from({ length: 2000 }, () => randomUUID());

  it('is its own inverse', () => {
    expect(sample.map((uid) => mapUid(mapUid(uid)))).toEqual(sample);
  });

  it('never gives back what it was given, and maps no two to one', () => {
    expect(sample.filter((uid) => mapUid(uid) === uid)).toEqual([]);
    expect(new Set(sample.map(mapUid)).size).toBe(sample.length);
  });

  it('keeps version and variant, so that the result is a UUID of the same kind', () => {
    for (const uid of sample)
      expect(mapUid(uid)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('lays the first 14 bytes of SHA-256("stowage.dev") over all bytes but 6 and 8', () => {
    const hash = createHash('sha256').update('stowage.dev').digest();
    const mask = Buffer.concat([
      hash.subarray(0, 6),
      Buffer.of(0),
      hash.subarray(6, 7),
      Buffer.of(0),
      hash.subarray(7, 14),
    ]);
    expect(mapUid('00000000-0000-0000-0000-000000000000').replaceAll('-', '')).toBe(mask.toString('hex'));
  });

  it('takes capital letters for the same UID', () => {
    const uid = '03A6BCA9-DB49-41B1-9251-348C0030860E';
    expect(mapUid(uid)).toBe(mapUid(uid.toLowerCase()));
  });

  it.each([
    '',
    'x',
    '03a6bca9db4941b19251348c0030860e',
    '03a6bca9-db49-41b1-9251-348c0030860',
    ' 03a6bca9-db49-41b1-9251-348c0030860e',
  ])('refuses %j, which is no UUID', (text) => {
    expect(() => mapUid(text)).toThrow(RangeError);
  });
});
