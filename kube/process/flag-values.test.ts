import { expect, test } from 'vitest';
import { duration, port, wholeNumber } from './flag-values.ts';

test.each<[(text: string) => number, string, number]>([
  [wholeNumber(1, 99), '1', 1],
  [wholeNumber(1, 99), '99', 99],
  [port, '0', 0],
  [port, '65535', 65_535],
  [duration, '500ms', 500],
  [duration, '20s', 20_000],
  [duration, '1m30s', 90_000],
])('%s reads %s', (parse, text, value) => {
  expect(parse(text)).toBe(value);
});

test.each<[(text: string) => number, string[], string]>([
  [wholeNumber(1, 99), ['0', '100', '-1', '1.5', '1e1', '0x1', 'many', ''], 'a whole number from 1 to 99'],
  [port, ['65536', 'http', ''], 'from 0 to 65535'],
  [duration, ['20', '20d', 's', '-1s', ''], 'as in 20s'],
])('%s refuses %j', (parse, texts, why) => {
  for (const text of texts) expect(() => parse(text)).toThrow(why);
});
