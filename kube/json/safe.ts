import { hasEscapedKey, parseSlowly } from './parse-slowly.ts';
import type { Parts } from './parse-slowly.ts';

/** Node 24 has it (TC39 "JSON.parse source text access"); TypeScript's library does not say so yet. */
interface RawJsonApi {
  rawJSON(text: string): object;
}
const json: RawJsonApi = Object.assign(Object.create(JSON), {});

/** Could there be a number in it that is not printed as it was written? Too many digits, a fraction, an exponent, -0. */
const oddNumber = /(?:^|[[:,\s])(?:-?(?:\d{16}|\d+[.eE])|-0)/;

/**
 * Parses JSON. A number that JavaScript would print otherwise (64-bit integers, `1.0`, `1e3`) stays as its own text, a
 * `JSON.rawJSON` object, which `JSON.stringify` writes out verbatim. A key `__proto__` is a key like any other.
 * @throws {SyntaxError} or `MalformedJson`.
 */
export function parseSafe(text: string): unknown {
  // A reviver of JSON.parse is shown the texts of numbers too, but takes three times as long.
  const isPlain = !hasEscapedKey(text) && !oddNumber.test(text);
  return isPlain ? JSON.parse(text) : parseSlowly(text, numbersKept);
}

const numbersKept: Parts = {
  scalar: (text) => keepNumber(JSON.parse(text), text),
  isPlain: (text) => !oddNumber.test(text),
};

function keepNumber(value: unknown, source: string): unknown {
  return typeof value === 'number' && String(value) !== source ? json.rawJSON(source) : value;
}

/** The inverse of `parseSafe`: numbers come out as they came in. */
export function stringifySafe(value: unknown): string {
  return JSON.stringify(value);
}

/** `JSON.parse` for objects of our own kinds and other small answers: numbers are numbers, and keys are what they say. */
export function parsePlain(text: string): unknown {
  return hasEscapedKey(text) ? parseSlowly(text, plain) : JSON.parse(text);
}

const plain: Parts = { scalar: (text) => JSON.parse(text), isPlain: () => true };
