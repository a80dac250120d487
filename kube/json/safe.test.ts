import { expect, test } from 'vitest';
import { RandomJson } from '../testing/random-json.ts';
import { hasEscapedKey, parseSlowly } from './parse-slowly.ts';
import { MalformedJson } from './malformed.ts';
import { parsePlain, parseSafe, stringifySafe } from './safe.ts';

test.each([
  '{"a":12345678901234567890}',
  '[9007199254740993,-9223372036854775808,18446744073709551615]',
  '[1.0,1e3,-0,0.10,1E+2]',
  '9007199254740993',
  '{"a":[{"b":1.0}],"c":1}',
  '[0,1,-5,1234567890123456]',
])('keeps the numbers of %s as they were written', (text) => {
  expect(stringifySafe(parseSafe(text))).toBe(text);
});

function numbers(text: string): string[] {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
}

test('keeps every random text, white space and ways to escape aside', () => {
  const random = new RandomJson(6);
  for (let i = 0; i < 2_000; i++) {
    const text = `[${random.number()},${random.string()},[${random.number()}, ${random.number()}],{"k":${random.number()}}]`;
    const compact = stringifySafe(parseSafe(text));
    expect(numbers(compact)).toEqual(numbers(text));
    expect(JSON.parse(compact)).toEqual(JSON.parse(text));
  }
});

test('gives ordinary numbers as numbers', () => {
  expect(parseSafe('{"replicas":3,"other":12345678901234567890}')).toMatchObject({ replicas: 3 });
});

test('takes __proto__ for a key like any other', () => {
  const text = '{"__proto__":{"admin":true},"n":12345678901234567890}';
  const parsed = parseSafe(text);
  expect(parsed).not.toHaveProperty('admin');
  expect(stringifySafe(parsed)).toBe(text);
});

test('refuses what is no JSON', () => {
  expect(() => parseSafe('{"a":12345678901234567890')).toThrow(MalformedJson);
});

/** What `JSON.parse` of Node 24 makes of it is in nodejs/node#63785: in the first, `a` becomes a backslash. */
test.each<[string, unknown]>([
  [
    '[{"x":1,"\\u0061":1},{"x":1,"\\\\":2},{"x":1,"\\u0061":3}]',
    [
      { x: 1, a: 1 },
      { x: 1, '\\': 2 },
      { x: 1, a: 3 },
    ],
  ],
  ['{"h":1,"\\"":2}', { h: 1, '"': 2 }],
  ['{"a\\"b":{"c\\u000a":"d\\n"}}', { 'a"b': { 'c\n': 'd\n' } }],
])('reads keys written with escapes: %s', (text, expected) => {
  JSON.parse('[{"h":[],"\\\\":0},{"x":1,"\\\\":1}]');
  expect(parsePlain(text)).toEqual(expected);
  expect(parseSafe(text)).toEqual(expected);
  expect(hasEscapedKey(text)).toBe(true);
});

test('does not take escapes in values for escapes in keys, and is linear', () => {
  expect(hasEscapedKey('{"a":"b\\"c","d":["\\n"]}')).toBe(false);
  expect(hasEscapedKey('{"a":"\\": "}')).toBe(false);
  const started = performance.now();
  expect(hasEscapedKey(`{"a":"${'\\"'.repeat(1_000_000)}"}`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});

function nested(levels: number): string {
  return `{"\\n":${'[{"a":'.repeat(levels)}1${'}]'.repeat(levels)}}`;
}

test('goes no deeper than a thousand levels slowly', () => {
  expect(parsePlain(nested(400))).toBeDefined();
  expect(() => parsePlain(nested(50_000))).toThrow(/nesting deeper/);
});

const scalar = (text: string): unknown => JSON.parse(text);

test('parses slowly what JSON.parse parses quickly, also where parts are parsed whole', () => {
  const random = new RandomJson(7);
  for (let i = 0; i < 1_000; i++) {
    const text = random.value();
    expect(parseSlowly(text, { scalar })).toEqual(JSON.parse(text));
    expect(parseSlowly(text, { scalar, isPlain: () => true })).toEqual(JSON.parse(text));
  }
});

test('keeps numbers in parts of a text that has escapes in keys elsewhere', () => {
  const text = '{"k:{\\"a\\":1}":{},"plain":{"list":[1,{"n":2}]},"odd":{"list":[12345678901234567890,1.0]},"s":"x"}';
  expect(stringifySafe(parseSafe(text))).toBe(text);
});

test('is linear in the size of a text with escapes in keys, however deep they are', () => {
  const deep = `${'{"a":'.repeat(900)}{"\\n":[${'1,'.repeat(500_000)}1]}${'}'.repeat(900)}`;
  const started = performance.now();
  parsePlain(deep);
  expect(performance.now() - started).toBeLessThan(2_000);
});
