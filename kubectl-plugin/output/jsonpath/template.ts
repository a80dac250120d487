import { evaluate } from './evaluate.ts';
import { goJson, goSprint } from './go-format.ts';
import { Float, JsonPathError } from './nodes.ts';
import type { Piece, Step } from './nodes.ts';
import { parseTemplate } from './parse.ts';
import { parseSteps } from './parse-steps.ts';

/**
 * Prepares a jsonpath template as `kubectl get -o jsonpath=` understands it; the result prints one object.
 * A missing key prints nothing. @throws JsonPathError at once for a template that cannot be parsed, and when printing
 * for data of the wrong shape (an index into a map, say).
 */
export function jsonPathTemplate(template: string): (data: unknown) => string {
  const pieces = parsed(template);
  return (data) => {
    try {
      return render(pieces, data);
    } catch (error) {
      throw new JsonPathError(`error executing jsonpath ${JSON.stringify(template)}: ${(error as Error).message}`);
    }
  };
}

/**
 * A single path as `--sort-by` and `custom-columns` take it: `metadata.name`, `.metadata.name` and `{.metadata.name}`
 * are the same. The result finds all values in an object. @throws JsonPathError
 */
export function relaxedPath(expression: string): (data: unknown) => unknown[] {
  const steps = parseSteps(relaxedText(expression)).steps;
  return (data) => evaluate(steps, [data], { allowMissing: true });
}

/** The expression in full, as kubectl names it in its messages: `{.metadata.name}`. @throws JsonPathError */
export function relaxedForm(expression: string): string {
  return `{${relaxedText(expression)}}`;
}

function parsed(template: string): Piece[] {
  try {
    return parseTemplate(template);
  } catch (error) {
    throw new JsonPathError(`error parsing jsonpath ${template}, ${(error as Error).message}`);
  }
}

function relaxedText(expression: string): string {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `.${match[1] ?? match[2] ?? ''}`;
}

function render(pieces: readonly Piece[], data: unknown): string {
  return pieces.map((piece) => renderPiece(piece, data)).join('');
}

function renderPiece(piece: Piece, data: unknown): string {
  if (piece.type === 'text') return piece.text;
  const values = find(piece.steps, data);
  if (piece.type === 'path') return values.map(text).join(' ');
  return values.map((value) => render(piece.body, value)).join('');
}

function find(steps: readonly Step[], data: unknown): unknown[] {
  return evaluate(steps, [data], { allowMissing: true });
}

function text(value: unknown): string {
  const tree = typeof value === 'object' && value !== null && !(value instanceof Float);
  return tree ? goJson(value) : goSprint(value);
}
