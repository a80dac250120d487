import { JsonPathError } from './jsonpath/nodes.ts';
import { relaxedForm, relaxedPath } from './jsonpath/template.ts';

/**
 * `--sort-by`: orders items by the first value that the path finds in each; items without it come first.
 * @throws JsonPathError when no item has the field, or its values have no order.
 */
export function sortBy<T>(path: string, items: readonly T[], object: (item: T) => unknown): T[] {
  if (items.length === 0) return [];
  const find = relaxedPath(path);
  const keyed = items.map((item) => ({ item, key: find(object(item))[0] }));
  if (keyed.every((entry) => entry.key === undefined)) {
    throw new JsonPathError(
      `couldn't find any field with path ${JSON.stringify(relaxedForm(path))} in the list of objects`,
    );
  }
  return keyed.toSorted((a, b) => order(a.key, b.key)).map((entry) => entry.item);
}

function order(a: unknown, b: unknown): number {
  if (isAbsent(a) || isAbsent(b)) return Number(isAbsent(b)) - Number(isAbsent(a));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return orderText(a, b);
  throw new JsonPathError(`unsortable type: ${typeof a === 'object' ? 'map[string]interface {}' : typeof a}`);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Strings that both look like quantities (`10`, `2Gi`, `500m`) are compared as such, as kubectl does. */
function orderText(a: string, b: string): number {
  const [x, y] = [quantity(a), quantity(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/i.exec(text);
  if (!match) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  const factor = exponent === undefined ? factors[suffix] : 10 ** Number(exponent);
  return factor === undefined ? undefined : Number(digits) * factor;
}

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
