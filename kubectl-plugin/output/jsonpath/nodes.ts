/** One step of a jsonpath expression: each maps a list of values to a list of values. */
export type Step =
  | { type: 'field'; name: string }
  | { type: 'slice'; bounds: SliceBounds }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'union'; branches: Step[][] }
  | { type: 'filter'; left: Step[]; operator: string; right: Step[] }
  | { type: 'literal'; value: string | boolean }
  | { type: 'number'; value: number; float: boolean };

/** `[start:end:step]`; `single` is `[n]`, whose end follows from its start. */
export interface SliceBounds {
  start: number | undefined;
  end: number | undefined;
  step: number | undefined;
  single: boolean;
}

/** A template is text and `{actions}`; `{range}...{end}` repeats its body for each value found. */
export type Piece =
  { type: 'text'; text: string } | { type: 'path'; steps: Step[] } | { type: 'range'; steps: Step[]; body: Piece[] };

/** A template that cannot be parsed, or data that it cannot be applied to. */
export class JsonPathError extends Error {
  override name = 'JsonPathError';
}

/** A number written with a point: Go compares it with no integer, and neither do we. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
