import { describe, expect, it } from 'vitest';
import type { IndexEntry } from './entry.ts';
import { membersOf, rangesOf } from './member-ranges.ts';

const kibibyte = 1024;

function entry(offset: number, length: number, position = 0): IndexEntry {
  const object = { resource: 'pods', version: 'v1', kind: 'Pod', name: `at-${offset}-${position}` };
  return { ...object, offset, length, position, size: 2, sha256: 'a'.repeat(64) };
}

function ranges(...members: [number, number][]): [number, number][] {
  const found = rangesOf(membersOf(members.map(([offset, length]) => entry(offset, length))));
  return found.map(({ offset, length }) => [offset, length]);
}

describe('members', () => {
  it('are put in order, and so are the objects in them', () => {
    const members = membersOf([entry(500, 10), entry(0, 100, 700), entry(0, 100, 30)]);
    expect(members.map(({ offset }) => offset)).toEqual([0, 500]);
    expect(members[0]?.entries.map(({ position }) => position)).toEqual([30, 700]);
  });

  it('cannot have two lengths', () => {
    expect(() => membersOf([entry(0, 100), entry(0, 101)])).toThrow(/two lengths/);
  });
});

describe('ranges', () => {
  it('join neighbours, and what lies near', () => {
    expect(ranges([0, 100], [100, 50])).toEqual([[0, 150]]);
    expect(ranges([0, 100], [100 + 200 * kibibyte, 50])).toEqual([[0, 150 + 200 * kibibyte]]);
  });

  it('do not read what nobody wants', () => {
    expect(ranges([0, 100], [100 + 300 * kibibyte, 50])).toEqual([
      [0, 100],
      [100 + 300 * kibibyte, 50],
    ]);
  });

  it('stay small enough for memory', () => {
    const members = Array.from({ length: 20 }, (_, index): [number, number] => [
      index * 900 * kibibyte,
      900 * kibibyte,
    ]);
    const found = ranges(...members);
    expect(Math.max(...found.map(([, length]) => length))).toBeLessThanOrEqual(4096 * kibibyte);
    expect(found.reduce((total, [, length]) => total + length, 0)).toBe(20 * 900 * kibibyte);
  });

  it('take a member that is larger than that', () => {
    expect(ranges([0, 9000 * kibibyte], [9000 * kibibyte, 5])).toEqual([
      [0, 9000 * kibibyte],
      [9000 * kibibyte, 5],
    ]);
  });
});
