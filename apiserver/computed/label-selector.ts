import { badRequest } from '../server/failures.ts';
import { readTokens } from './selector-tokens.ts';
import type { Tokens } from './selector-tokens.ts';

export type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

/**
 * Reads a label selector (`app=shop,tier in (a,b),!old`) with the grammar and the errors of apimachinery's `pkg/labels`.
 * @throws {StatusError} 400 saying what was found where something else should be
 */
export function readLabelSelector(text: string): (labels: Labels) => boolean {
  const tokens = readTokens(text);
  const requirements: Requirement[] = [];
  while (tokens.peek() !== '') {
    if (!tokens.atWord() && tokens.peek() !== '!')
      fail(`found '${tokens.peek()}', expected: !, identifier, or 'end of string'`);
    requirements.push(requirement(tokens));
    const separator = tokens.take();
    if (separator === '') break;
    if (separator !== ',') fail(`found '${separator}', expected: ',' or 'end of string'`);
    if (!tokens.atWord() && tokens.peek() !== '!') fail(`found '${tokens.peek()}', expected: identifier after ','`);
  }
  return (labels) => requirements.every((holds) => holds(labels));
}

function requirement(tokens: Tokens): Requirement {
  const negated = tokens.peek() === '!';
  if (negated) tokens.take();
  if (!tokens.atWord()) failIn(`found '${tokens.peek()}', expected: identifier`);
  const key = tokens.take();
  if (!qualifiedName.test(key)) failIn(`<nil>: Invalid value: ${JSON.stringify(key)}: ${nameRule}`);
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key);
  if (negated) return (labels) => !has(labels);
  return tokens.peek() === '' || tokens.peek() === ',' ? has : comparison(key, tokens);
}

/** What follows a key that is compared with something. */
function comparison(key: string, tokens: Tokens): Requirement {
  const operator = tokens.take();
  const is = (labels: Labels, values: ReadonlySet<string>): boolean =>
    Object.hasOwn(labels, key) && values.has(labels[key] ?? '');
  switch (operator) {
    case '=':
    case '==':
    case 'in': {
      const values = valuesOf(key, tokens, operator);
      return (labels) => is(labels, values);
    }
    case '!=':
    case 'notin': {
      const values = valuesOf(key, tokens, operator);
      return (labels) => !is(labels, values);
    }
    case '<':
    case '>':
      return bound(key, operator, tokens);
    default:
      return failIn(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function bound(key: string, operator: '<' | '>', tokens: Tokens): Requirement {
  const value = exactValue(tokens);
  if (!/^[+-]?\d+$/.test(value)) {
    failIn(
      `values[0][${key}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  const limit = BigInt(value);
  return (labels) => {
    const own = labels[key] ?? '';
    if (!/^[+-]?\d+$/.test(own)) return false;
    return operator === '<' ? BigInt(own) < limit : BigInt(own) > limit;
  };
}

function valuesOf(key: string, tokens: Tokens, operator: string): ReadonlySet<string> {
  const values = operator === 'in' || operator === 'notin' ? listed(tokens) : [exactValue(tokens)];
  for (const [at, value] of values.entries()) {
    const problem = valueProblem(value);
    if (problem !== '') failIn(`values[${at}][${key}]: Invalid value: ${JSON.stringify(value)}: ${problem}`);
  }
  return new Set(values);
}

function valueProblem(value: string): string {
  const problems = [
    ...(value.length > longest ? [`must be no more than ${longest} characters`] : []),
    ...(labelValue.test(value) ? [] : [valueRule]),
  ];
  return problems.join('; ');
}

function exactValue(tokens: Tokens): string {
  if (tokens.peek() === '' || tokens.peek() === ',') return '';
  if (!tokens.atWord()) failIn(`found '${tokens.peek()}', expected: identifier`);
  return tokens.take();
}

/** `(a,b)`; a place between commas that holds nothing stands for the empty value. */
function listed(tokens: Tokens): string[] {
  const open = tokens.take();
  if (open !== '(') failIn(`found '${open}' expected: '('`);
  const values: string[] = [];
  for (;;) {
    values.push(tokens.atWord() ? tokens.take() : '');
    const behind = tokens.take();
    if (behind === ')') return values;
    if (behind !== ',') failIn(`found '${behind}', expected: ',' or ')'`);
  }
}

function failIn(message: string): never {
  return fail(`unable to parse requirement: ${message}`);
}

function fail(message: string): never {
  throw badRequest(message);
}

const part = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const qualifiedName = new RegExp(String.raw`^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?${part}$`);
/** Their length is told by itself. */
const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const longest = 63;

const nameRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
