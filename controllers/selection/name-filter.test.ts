import { describe, expect, test } from 'vitest';
import { compileNameFilter, expandNames, listErrors, namespaceEntryErrors } from './name-filter.ts';

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

test.each([
  [['*', 'a'], [], 1],
  [['a'], ['a'], 1],
  [[], ['*'], 1],
  [['a'], ['b'], 0],
  [[], [], 0],
])('listErrors(%j, %j) finds %i', (includes, excludes, count) => {
  expect(listErrors('namespaces', includes, excludes)).toHaveLength(count);
});

test('a lone "*" may be excluded where the caller allows it', () => {
  expect(listErrors('cluster-scoped resources', [], ['*'], { starExclude: true })).toEqual([]);
  expect(listErrors('cluster-scoped resources', ['a'], ['*'], { starExclude: true })).toHaveLength(1);
});

test.each([
  ['shop', 0],
  ['*', 0],
  ['shop-*', 0],
  ['team-[ab]?', 0],
  ['Shop', 1],
  ['a**', 1],
  ['a{b,c}', 1],
  ['a[', 1],
  ['a[]', 1],
  ['../etc', 1],
])('namespaceEntryErrors(%s) finds %i', (entry, count) => {
  expect(namespaceEntryErrors([entry])).toHaveLength(count);
});

test('expandNames keeps plain names and adds what patterns match', () => {
  expect(expandNames(['gone', 'shop-*'], ['shop-b', 'shop-a', 'other'])).toEqual(['gone', 'shop-a', 'shop-b']);
  expect(expandNames(['none-*'], ['shop'])).toEqual([]);
});
