import { expect, test } from 'vitest';
import { RandomJson } from '../testing/random-json.ts';
import { MalformedJson } from './malformed.ts';
import { expectEnd, maxDepth, scanObject, skipSpace, skipValue } from './scan.ts';

function isValid(text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    expectEnd(bytes, skipValue(bytes, skipSpace(bytes, 0)));
    return true;
  } catch (error) {
    if (error instanceof MalformedJson) return false;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('takes what JSON.parse takes', () => {
  const random = new RandomJson(1);
  for (let i = 0; i < 3_000; i++) {
    const text = random.value();
    expect(parses(text), text).toBe(true);
    expect(isValid(text), text).toBe(true);
  }
});

test('refuses what JSON.parse refuses, wherever one byte is changed, lost or added', () => {
  const random = new RandomJson(2);
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = random.value();
    const at = random.below(text.length + 1);
    const put =
      ['', '"', '\\', '{', '}', '[', ']', ',', ':', '0', 'e', '-', '.', 't', ' ', '\u0000', 'u'][random.below(17)] ??
      '';
    const broken = text.slice(0, at) + put + text.slice(at + random.below(2));
    expect(isValid(broken), JSON.stringify(broken)).toBe(parses(broken));
    if (!parses(broken)) refused++;
  }
  expect(refused).toBeGreaterThan(5_000);
});

test.each([
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ['[1 2]', 3],
  ['[1,', 3],
  ['{"a":tru}', 5],
  ['"a\tb"', 2],
  ['"never ends', 0],
  ['"\\x"', 1],
  ['"\\u12g4"', 1],
  ['01', 1],
  ['-', 1],
  ['1.', 2],
  ['', 0],
  ['[}', 1],
  ['{]', 1],
])('says where %j is malformed', (text, offset) => {
  const bytes = Buffer.from(text);
  const scan = (): void => expectEnd(bytes, skipValue(bytes, 0));
  expect(scan).toThrow(MalformedJson);
  expect(scan).toThrow(expect.objectContaining({ offset }));
});

function nested(levels: number): Buffer {
  return Buffer.from('['.repeat(levels) + '1' + ']'.repeat(levels));
}

test('goes a thousand levels deep and no further', () => {
  expect(skipValue(nested(maxDepth), 0)).toBe(2 * maxDepth + 1);
  expect(() => skipValue(nested(maxDepth + 1), 0)).toThrow(/nesting deeper than 1000/);
  expect(() => skipValue(Buffer.from('{"a":'.repeat(1_000_000)), 0)).toThrow(/nesting deeper than 1000/);
});

test('finds every member of an object, as JSON.parse does', () => {
  const random = new RandomJson(3);
  for (let i = 0; i < 1_000; i++) {
    const bytes = Buffer.from(random.object());
    const found: Record<string, unknown> = Object.create(null);
    scanObject(bytes, 0, (keyStart, keyEnd, at) => {
      const end = skipValue(bytes, at);
      found[JSON.parse(bytes.toString('utf8', keyStart - 1, keyEnd + 1))] = JSON.parse(bytes.toString('utf8', at, end));
      return end;
    });
    expect({ ...found }).toEqual(JSON.parse(bytes.toString()));
  }
});
