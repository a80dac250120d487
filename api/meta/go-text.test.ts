import { describe, expect, it } from 'vitest';
import { goJson, goQuoted } from './go-text.ts';

describe('goQuoted', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "b" \\', String.raw`"a \"b\" \\"`],
    ['tab\tline\n', String.raw`"tab\tline\n"`],
    ['\u0001\u007f', String.raw`"\x01\x7f"`],
    ['grün <&> 日本', '"grün <&> 日本"'],
    ['\u2028\u00a0', String.raw`"\u2028\u00a0"`],
    ['😀', '"😀"'],
    ['\u{e0001}', String.raw`"\U000e0001"`],
  ])('writes %j as strconv.Quote does', (text, quoted) => {
    expect(goQuoted(text)).toBe(quoted);
  });
});

describe('goJson', () => {
  it('writes as encoding/json does', () => {
    expect(goJson(['*', 'a<b>&'])).toBe(String.raw`["*","a\u003cb\u003e\u0026"]`);
    expect(goJson({ a: '\u2028' })).toBe(String.raw`{"a":"\u2028"}`);
    expect(goJson(undefined)).toBe('null');
    expect(goJson(0)).toBe('0');
  });
});
