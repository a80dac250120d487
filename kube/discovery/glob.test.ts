import { describe, expect, test } from 'vitest';
import { compileGlob, isGlob } from './glob.ts';

describe('compileGlob', () => {
  test.each([
    ['shop', 'shop', true],
    ['shop', 'shops', false],
    ['*', 'anything', true],
    ['shop-*', 'shop-', true],
    ['shop-*', 'shop', false],
    ['*-prod', 'eu-west-prod', true],
    ['*-prod', 'prod', false],
    ['a*b*c', 'aXXbYYc', true],
    ['a*b*c', 'aXXbYY', false],
    ['team-?', 'team-a', true],
    ['team-?', 'team-ab', false],
    ['team-[ab]', 'team-b', true],
    ['team-[ab]', 'team-c', false],
    ['team-[a-c]1', 'team-c1', true],
    ['team-[!a-c]', 'team-a', false],
    ['team-[!a-c]', 'team-z', true],
    ['*.example.com', 'widgets.example.com', true],
    ['', '', true],
    ['', 'x', false],
  ])('%s on %s is %s', (pattern, name, expected) => {
    expect(compileGlob(pattern)(name)).toBe(expected);
  });

  test('costs no more than pattern times name', () => {
    const evil = compileGlob(`${'*a'.repeat(60)}b`);
    const started = performance.now();
    expect(evil('a'.repeat(250))).toBe(false);
    expect(performance.now() - started).toBeLessThan(100);
  });
});

test('isGlob tells patterns from names', () => {
  expect(['a*', 'a?', '[a]', 'a-b.c'].map(isGlob)).toEqual([true, true, true, false]);
});
