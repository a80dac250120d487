import { expect, it } from 'vitest';
import { StatusError } from '../../kube/client/status-error.ts';
import { readOptions } from './options.ts';

function problem(query: string, watch = false): [number, string] {
  try {
    readOptions(new URLSearchParams(query), watch);
  } catch (error) {
    if (error instanceof StatusError) return [error.code, error.message];
  }
  return [200, ''];
}

const because = 'ListOptions.meta.k8s.io "" is invalid:';

it.each([
  [
    'resourceVersionMatch=Exact',
    false,
    422,
    `${because} resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided`,
  ],
  [
    'resourceVersionMatch=Exact&resourceVersion=0',
    false,
    422,
    `${because} resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"`,
  ],
  [
    'resourceVersionMatch=X&resourceVersion=5',
    false,
    422,
    `${because} resourceVersionMatch: Unsupported value: "X": supported values: "Exact", "NotOlderThan", ""`,
  ],
  [
    'sendInitialEvents=true',
    false,
    422,
    `${because} sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list`,
  ],
  [
    'sendInitialEvents=true',
    true,
    422,
    `${because} resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`,
  ],
  [
    'resourceVersionMatch=NotOlderThan',
    true,
    422,
    `${because} resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`,
  ],
  ['limit=x', false, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ['resourceVersionMatch=NotOlderThan&resourceVersion=7&limit=3', false, 200, ''],
  ['sendInitialEvents=true&resourceVersionMatch=NotOlderThan', true, 200, ''],
])('%s (watch: %s) is %d', (query, watch, code, message) => {
  expect(problem(query, watch)).toEqual([code, message]);
});

it('refuses what is no resourceVersion', () => {
  const [code, message] = problem('resourceVersion=abc');
  expect(code).toBe(400);
  expect(message).toContain('strconv.ParseUint: parsing "abc": invalid syntax');
});
