import { compare } from './compare.ts';
import { goSprint } from './go-format.ts';
import { Float, JsonPathError } from './nodes.ts';
import type { SliceBounds, Step } from './nodes.ts';

/** A missing key is an empty result (`kubectl get`), or an error (a filter's or a caller's choice). */
export interface EvaluateOptions {
  allowMissing: boolean;
}

/** Applies the steps one after the other to the values. @throws JsonPathError with kubectl's words. */
export function evaluate(steps: readonly Step[], input: unknown[], options: EvaluateOptions): unknown[] {
  return steps.reduce<unknown[]>((values, step) => walk(step, values, options), input);
}

function walk(step: Step, values: unknown[], options: EvaluateOptions): unknown[] {
  switch (step.type) {
    case 'field':
      return fields(step.name, values, options);
    case 'slice':
      return values.flatMap((value) => slice(step.bounds, value));
    case 'wildcard':
      return values.flatMap(children);
    case 'recursive':
      return values.flatMap(descend);
    case 'union':
      return step.branches.flatMap((branch) => evaluate(branch, values, options));
    case 'filter':
      return values.flatMap((value) => filter(step, value, options));
    case 'number':
      return values.map(() => (step.float ? new Float(step.value) : step.value));
    default:
      return [step.value];
  }
}

function fields(name: string, values: unknown[], options: EvaluateOptions): unknown[] {
  if (values.length === 0) return [];
  const found = values.filter((value) => isMap(value) && Object.hasOwn(value, name));
  if (found.length === 0 && !options.allowMissing) throw new JsonPathError(`${name} is not found`);
  return found.map((value) => (value as Record<string, unknown>)[name]);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** kubectl gives up at the first empty list among several; we go on to the next. */
function slice(bounds: SliceBounds, value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const range = absolute(bounds, value.length);
  if (range.start === range.end) return [];
  checkRange(range, value.length);
  const step = bounds.step ?? 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return value.slice(range.start, range.end).filter((_, index) => index % step === 0);
}

function checkRange({ start, end }: { start: number; end: number }, length: number): void {
  const outside = [...(start < 0 || start >= length ? [start] : []), ...(end < 0 || end > length ? [end - 1] : [])][0];
  if (outside !== undefined) throw new JsonPathError(`array index out of bounds: index ${outside}, length ${length}`);
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
}

function absolute(bounds: SliceBounds, length: number): { start: number; end: number } {
  const start = bounds.start ?? 0;
  const from = start < 0 ? start + length : start;
  if (bounds.single) return { start: from, end: from + 1 };
  const end = bounds.end ?? length;
  return { start: from, end: end < 0 ? end + length : end };
}

function goType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (!isMap(value)) return [];
  return Object.keys(value)
    .toSorted()
    .map((key) => value[key]);
}

/** The value and everything below it, parents first; values with nothing in them are left out, as kubectl does. */
function descend(value: unknown): unknown[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  const below = children(value);
  return below.length === 0 ? [] : [value, ...below.flatMap(descend)];
}

function filter(step: Step & { type: 'filter' }, value: unknown, options: EvaluateOptions): unknown[] {
  if (!Array.isArray(value)) {
    throw new JsonPathError(`${goSprint(value)} is not array or slice and cannot be filtered`);
  }
  return value.filter((item: unknown) => passes(step, item, options)) as unknown[];
}

function passes(step: Step & { type: 'filter' }, item: unknown, options: EvaluateOptions): boolean {
  if (step.operator === 'exists') return evaluate(step.left, [item], { allowMissing: true }).length > 0;
  const left = one(evaluate(step.left, [item], options));
  const right = one(evaluate(step.right, [item], options));
  return left !== undefined && right !== undefined && compare(left.value, step.operator, right.value);
}

function one(values: unknown[]): { value: unknown } | undefined {
  if (values.length > 1) throw new JsonPathError('can only compare one element at a time');
  return values.length === 1 ? { value: values[0] } : undefined;
}
