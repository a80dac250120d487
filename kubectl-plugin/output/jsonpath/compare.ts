import { Float, JsonPathError } from './nodes.ts';

/** Compares as Go's templates do: like kinds only, an integer is not a float, booleans have no order. @throws JsonPathError */
export function compare(left: unknown, operator: string, right: unknown): boolean {
  const test = operators[operator];
  if (!test) throw new JsonPathError(`unrecognized filter operator ${operator}`);
  const kind = kindOf(left);
  if (kind === 'other' || (kind === 'bool' && !/^[=!]=$/.test(operator))) {
    throw new JsonPathError('invalid type for comparison');
  }
  if (kind !== kindOf(right)) throw new JsonPathError('incompatible types for comparison');
  return test(plain(left), plain(right));
}

type Comparable = string | number | boolean;

const operators: Record<string, (a: Comparable, b: Comparable) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function kindOf(value: unknown): 'string' | 'bool' | 'int' | 'float' | 'other' {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return value instanceof Float ? 'float' : 'other';
}

function plain(value: unknown): Comparable {
  return value instanceof Float ? value.value : (value as Comparable);
}
