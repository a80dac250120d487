import { describe, expect, test } from 'vitest';
import { anySelectorMatches, selectorMatches, selectorQuery } from './label-selector.ts';

const app = { matchLabels: { app: 'shop' } };
const tiers = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'db'] }] };
const notCache = { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['cache'] }] };
const hasTier = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
const noTier = { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] };

describe('selectorMatches', () => {
  test.each([
    [app, { app: 'shop' }, true],
    [app, { app: 'other' }, false],
    [app, {}, false],
    [tiers, { tier: 'db' }, true],
    [tiers, {}, false],
    [notCache, {}, true],
    [notCache, { tier: 'cache' }, false],
    [hasTier, { tier: '' }, true],
    [hasTier, {}, false],
    [noTier, {}, true],
    [noTier, { tier: 'x' }, false],
    [{ ...app, ...tiers }, { app: 'shop', tier: 'web' }, true],
    [{ ...app, ...tiers }, { app: 'shop', tier: 'x' }, false],
    [{}, { any: 'thing' }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Near' }] }, { tier: 'web' }, false],
  ])('%j on %j is %s', (selector, labels, expected) => {
    expect(selectorMatches(selector as never, labels as never)).toBe(expected);
  });
});

test('selectors in a list are alternatives, and none means everything', () => {
  expect(anySelectorMatches([], {})).toBe(true);
  expect(anySelectorMatches([app, noTier] as never, { tier: 'web', app: 'shop' })).toBe(true);
  expect(anySelectorMatches([app, noTier] as never, { tier: 'web' })).toBe(false);
});

test('selectorQuery writes what kube-apiserver reads', () => {
  const all = [...tiers.matchExpressions, ...hasTier.matchExpressions, ...noTier.matchExpressions];
  expect(selectorQuery({ ...app, matchExpressions: all } as never)).toBe('app=shop,tier in (web,db),tier,!tier');
  expect(selectorQuery({})).toBe('');
});
