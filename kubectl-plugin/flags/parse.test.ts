import { describe, expect, test } from 'vitest';
import { goDuration, timeLimit } from './duration.ts';
import { commaList, orderedResources, pairs } from './lists.ts';
import { parseSelector } from './selector.ts';

describe('label selectors', () => {
  test.each([
    ['a=b', { matchLabels: { a: 'b' } }],
    ['a==b, app.kubernetes.io/name = x', { matchLabels: { a: 'b', 'app.kubernetes.io/name': 'x' } }],
    ['a=', { matchLabels: { a: '' } }],
    ['a!=b', { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }],
    [
      'a in (b, c),!d,e',
      {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['b', 'c'] },
          { key: 'd', operator: 'DoesNotExist' },
          { key: 'e', operator: 'Exists' },
        ],
      },
    ],
    ['a notin (b)', { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }],
    ['', {}],
  ])('%s', (text, selector) => {
    expect(parseSelector(text)).toEqual(selector);
  });

  test.each(['a=b=c', 'a in b', '=b', 'a in (b', 'a b'])('%s cannot be read', (text) => {
    expect(() => parseSelector(text)).toThrow('unable to parse requirement');
  });
});

describe('lists', () => {
  test('repeat and hold several values', () => {
    expect(commaList('c, d', ['a'])).toEqual(['a', 'c', 'd']);
    expect(pairs('=')('b=2,c=x=y', { a: '1' })).toEqual({ a: '1', b: '2', c: 'x=y' });
    expect(pairs(':')('old:new', undefined)).toEqual({ old: 'new' });
    expect(orderedResources('pods=ns1/p1,ns1/p2; persistentvolumes=pv1')).toEqual({
      pods: 'ns1/p1,ns1/p2',
      persistentvolumes: 'pv1',
    });
  });

  test('name what is no pair', () => {
    expect(() => pairs('=')('a', undefined)).toThrow('"a" must be formatted as key=value');
    expect(() => pairs(':')('a=b', undefined)).toThrow('"a=b" must be formatted as key:value');
  });
});

describe('durations', () => {
  test.each(['720h0m0s', '1.5h', '90s', '0', '1m30s500ms'])('%s is one', (text) => {
    expect(goDuration(text)).toBe(text);
  });

  test.each(['30', '1d', 'x', '', '1 h'])('%s is none', (text) => {
    expect(() => goDuration(text)).toThrow(`time: invalid duration "${text}"`);
  });

  test('a time limit may be a bare number of seconds', () => {
    expect(timeLimit('30')).toBe(30_000);
    expect(timeLimit('0')).toBe(0);
    expect(timeLimit('1m30s')).toBe(90_000);
    expect(() => timeLimit('-1s')).toThrow('invalid duration');
    expect(() => timeLimit('soon')).toThrow('invalid duration');
  });
});
