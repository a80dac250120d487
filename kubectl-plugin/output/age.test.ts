import { expect, test } from 'vitest';
import { age } from './age.ts';

test('an age counts from the timestamp to now', () => {
  expect(age('2026-11-21T07:00:00Z', new Date('2026-11-21T07:03:20Z'))).toBe('3m20s');
  expect(age(undefined, new Date())).toBe('<unknown>');
  expect(age('soon', new Date())).toBe('<unknown>');
});
