import { Float } from './nodes.ts';

/** What Go's `fmt.Sprint` prints for a decoded JSON value, which is what kubectl shows in jsonpath and custom columns. */
export function goSprint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (value instanceof Float) return goNumber(value.value);
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goSprint).join(' ')}]`;
  if (typeof value === 'object') {
    const entries = sortedEntries(value).map(([key, item]) => `${key}:${goSprint(item)}`);
    return `map[${entries.join(' ')}]`;
  }
  return `${value as string | boolean | bigint}`;
}

/** `json.Marshal` of Go: sorted keys, no blanks, `<`, `>` and `&` escaped; `indent` as in `json.MarshalIndent`. */
export function goJson(value: unknown, indent = ''): string {
  const text = JSON.stringify(sorted(value), undefined, indent) ?? 'null';
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same value with the keys of every object in order, as Go prints maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(sortedEntries(value).map(([key, item]) => [key, sorted(item)]));
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** JavaScript writes 1e-7 and 0.000001, Go writes 1e-07 and 1e-06. */
function goNumber(value: number): string {
  const magnitude = Math.abs(value);
  const text = magnitude !== 0 && magnitude < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
