import { hasEscapedKey, parseSlowly } from './parse-slowly.ts';

/** Node 24 has these (TC39 "JSON.parse source text access"); TypeScript's library does not say so yet. */
interface RawJsonApi {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
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
  if (hasEscapedKey(text)) return parseSlowly(text, (scalar) => keepNumber(JSON.parse(scalar), scalar));
  if (!oddNumber.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) => keepNumber(value, source));
}

function keepNumber(value: unknown, source: string | undefined): unknown {
  const odd = typeof value === 'number' && source !== undefined && String(value) !== source;
  return odd ? json.rawJSON(source) : value;
}

/** The inverse of `parseSafe`: numbers come out as they came in. */
export function stringifySafe(value: unknown): string {
  return JSON.stringify(value);
}

/** `JSON.parse` for objects of our own kinds and other small answers: numbers are numbers, and keys are what they say. */
export function parsePlain(text: string): unknown {
  return hasEscapedKey(text) ? parseSlowly(text, (scalar) => JSON.parse(scalar)) : JSON.parse(text);
}
