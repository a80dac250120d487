import { expect, test } from 'vitest';
import { humanDuration } from './human-duration.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

/** The table of apimachinery's duration_test.go. */
test.each([
  [s, '1s'],
  [70 * s, '70s'],
  [190 * s, '3m10s'],
  [70 * m, '70m'],
  [47 * h, '47h'],
  [49 * h, '2d1h'],
  [8 * d + 2 * h, '8d'],
  [367 * d, '367d'],
  [365 * 2 * d + 25 * d, '2y25d'],
  [365 * 8 * d + 2 * d, '8y'],
  [600 * s, '10m'],
  [120 * s, '2m'],
  [3 * h, '3h'],
  [3 * h + 20 * m, '3h20m'],
  [8 * h, '8h'],
  [48 * h, '2d'],
  [730 * d, '2y'],
  [0, '0s'],
  [-1500, '0s'],
  [-1999, '0s'],
  [-2000, '<invalid>'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(humanDuration(milliseconds)).toBe(expected);
});
