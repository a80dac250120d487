import { describe, expect, test } from 'vitest';
import { compileNameFilter, expandNames } from './name-filter.ts';

describe('compileNameFilter', () => {
  test.each([
    [[], [], 'pods', true],
    [['*'], [], 'pods', true],
    [['pods'], [], 'pods', true],
    [['pods'], [], 'secrets', false],
    [[], ['secrets'], 'secrets', false],
    [['*'], ['secrets'], 'secrets', false],
    [['*.example.com'], [], 'widgets.example.com', true],
    [['pods', 'secrets'], ['sec*'], 'secrets', false],
  ])('includes %j excludes %j: %s is %s', (includes, excludes, name, expected) => {
    expect(compileNameFilter(includes, excludes).matches(name)).toBe(expected);
  });

  test('knows when it lets everything in and what was named', () => {
    expect(compileNameFilter(['*']).everything).toBe(true);
    expect(compileNameFilter([], ['a']).everything).toBe(false);
    expect(compileNameFilter(['*']).names('pods')).toBe(false);
    expect(compileNameFilter(['pods']).names('pods')).toBe(true);
  });
});

test('expandNames keeps plain names and adds what patterns match', () => {
  expect(expandNames(['gone', 'shop-*'], ['shop-b', 'shop-a', 'other'])).toEqual(['gone', 'shop-a', 'shop-b']);
  expect(expandNames(['none-*'], ['shop'])).toEqual([]);
});
