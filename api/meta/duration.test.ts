import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

const hour = 3_600_000;

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['720h0m0s', 720 * hour],
    ['1h30m', 1.5 * hour],
    ['1.5h', 1.5 * hour],
    ['.5s', 500],
    ['1.s', 1000],
    ['-10s', -10_000],
    ['+10s', 10_000],
    ['-0', 0],
    ['250ms', 250],
    ['1m1ms', 60_001],
    ['1us', 0.001],
    ['1µs', 0.001],
    ['1μs', 0.001],
    ['1s1h', hour + 1000],
  ])('reads %s as Go does', (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 9);
  });

  it.each(['', 'x', '1', '10', '1d', '1w', '1h ', ' 1h', '1H', '1,5h', '.', '.s', '-', '--1s', '1h-1m', '3000000h'])(
    'refuses %j as Go does',
    (text) => {
      expect(() => parseDuration(text)).toThrow(`time: invalid duration ${JSON.stringify(text)}`);
    },
  );
});
