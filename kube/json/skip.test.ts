import { expect, test } from 'vitest';
import { RandomJson } from '../testing/random-json.ts';
import { MalformedJson } from './malformed.ts';
import { skipValue } from './scan.ts';
import { skipTrusted } from './skip.ts';

test('ends where skipValue ends, whatever is in the value and follows it', () => {
  const random = new RandomJson(11);
  for (let i = 0; i < 2_000; i++) {
    const bytes = Buffer.from(`[${random.value()},${random.string()}]`);
    expect(skipTrusted(bytes, 0)).toBe(bytes.length);
    expect(skipTrusted(bytes, 1), String(bytes)).toBe(skipValue(bytes, 1));
  }
});

test('says of every beginning of an object or a list that it is cut off', () => {
  const random = new RandomJson(12);
  for (let i = 0; i < 100; i++) {
    const bytes = Buffer.from(i % 2 === 0 ? random.object() : random.list());
    for (let length = 0; length < bytes.length; length++) {
      expect(() => skipTrusted(bytes.subarray(0, length), 0)).toThrow(MalformedJson);
    }
  }
});
