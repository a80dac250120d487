import { isDeepStrictEqual } from 'node:util';

/** A JSON object as parsed from a request. Its values are whatever the client sent. */
export type JsonObject = Record<string, unknown>;

/** Node 24 has it; TypeScript's library does not say so yet. */
const json: { isRawJSON(value: unknown): boolean } = Object.assign(Object.create(JSON), {});

/** True for an object, false for a list, null, and a number that is kept as its own text (`parseSafe`). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

/** A number that is kept as its own text: the text. Undefined for anything else. */
export function numberText(value: unknown): string | undefined {
  return json.isRawJSON(value) ? (value as { rawJSON: string }).rawJSON : undefined;
}

/** A member that is an object, undefined when it is anything else. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : undefined;
}

/** A member that is a string, undefined when it is anything else. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The steps of a JSON pointer. Like Go's library, what stands before the first slash is not looked at. */
export function tokensOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The same value with the members of its objects in the order in which Go writes them. */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isObject(value)) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, withSortedKeys(member)]));
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}
