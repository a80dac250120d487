/** Node 24 has these (TC39 "JSON.parse source text access"); TypeScript's library does not say so yet. */
interface RawJsonApi {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): object;
}
const json: RawJsonApi = Object.assign(Object.create(JSON), {});

/** Could there be a number in it that is not printed as it was written? Too many digits, a fraction, an exponent, -0. */
const suspicious = /(?:^|[[:,\s])-?(?:\d{16}|\d+[.eE]|0(?![\]},\s]|$))|-0/;

/**
 * Parses JSON. A number that JavaScript would print otherwise (64-bit integers, `1.0`, `1e3`) stays as its own text, a
 * `JSON.rawJSON` object, which `JSON.stringify` writes out verbatim. A key `__proto__` is a key like any other.
 * @throws {SyntaxError}
 */
export function parseSafe(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
  );
}

/** The inverse of `parseSafe`: numbers come out as they came in. */
export function stringifySafe(value: unknown): string {
  return JSON.stringify(value);
}
