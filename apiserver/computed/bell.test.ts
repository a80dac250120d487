import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Bell } from './bell.ts';

test('few are called at once, many in steps, and each once a ring at least', async () => {
  const bell = new Bell();
  const calls = Array.from({ length: 120 }, () => 0);
  const forget = calls.map((_, at) => bell.add(() => (calls[at] = (calls[at] ?? 0) + 1)));
  bell.ring();
  expect(calls.filter((count) => count > 0)).toHaveLength(50);
  bell.ring();
  bell.ring();
  for (let turns = 0; turns < 10; turns++) await turn();
  expect(new Set(calls)).toEqual(new Set([2]));
  forget[0]?.();
  bell.ring();
  for (let turns = 0; turns < 10; turns++) await turn();
  expect(calls.slice(0, 2)).toEqual([2, 3]);
});

test('who goes away while it rings is not called', async () => {
  const bell = new Bell();
  const called: number[] = [];
  const forget = Array.from({ length: 60 }, (_, at) => bell.add(() => called.push(at)));
  bell.ring();
  forget[59]?.();
  for (let turns = 0; turns < 5; turns++) await turn();
  expect(called).not.toContain(59);
  expect(called).toHaveLength(59);
});
