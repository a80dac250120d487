import { JsonPathError } from './nodes.ts';
import type { SliceBounds, Step } from './nodes.ts';
import { unquote, unquotedIndex } from './unquote.ts';

/** What stands between `{` and `}`: steps, and the keyword (`range`, `end`) that they begin with, if any. */
export interface Action {
  keyword: 'range' | 'end' | undefined;
  steps: Step[];
}

/** Parses the inside of one action. @throws JsonPathError */
export function parseSteps(text: string): Action {
  const scanner: Scanner = { text, at: 0, action: { keyword: undefined, steps: [] } };
  while (scanner.at < text.length) readStep(scanner);
  return scanner.action;
}

interface Scanner {
  readonly text: string;
  at: number;
  readonly action: Action;
}

const terminators = new Set([' ', '\t', '\r', '\n', '.', ',', '[', ']', '$', '@', '{', '}']);

function readStep(scanner: Scanner): void {
  const rest = scanner.text.slice(scanner.at);
  const reader = readers.find(([start]) => start.test(rest))?.[1];
  if (reader) return reader(scanner);
  const char = rest.charAt(0);
  throw new JsonPathError(`unrecognized character in action: ${codePoint(char)} '${char}'`);
}

/** What begins how. The order matters: `[?(` before `[`, `..` before `.`. */
const readers: readonly [start: RegExp, read: (scanner: Scanner) => void][] = [
  [/^[ @$]/, (scanner) => void scanner.at++],
  [/^\[\?\(/, readFilter],
  [/^\.\./, readRecursive],
  [/^\[/, readBrackets],
  [/^["']/, readQuoted],
  [/^\./, (scanner) => readField(scanner, 1)],
  [/^[+\-\d]/, readNumber],
  [/^[\p{L}_]/u, readWord],
];

function codePoint(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function readRecursive(scanner: Scanner): void {
  if (scanner.action.steps.at(-1)?.type === 'recursive') {
    throw new JsonPathError('invalid multiple recursive descent');
  }
  scanner.action.steps.push({ type: 'recursive' });
  scanner.at += 2;
  if (/[\p{L}\d_]/u.test(scanner.text.charAt(scanner.at))) readField(scanner, 0);
}

/** A backslash takes the next character as it is, so that `annotations.example\.com/x` is one key. */
function readField(scanner: Scanner, skip: number): void {
  let name = '';
  scanner.at += skip;
  for (; scanner.at < scanner.text.length; scanner.at++) {
    const char = scanner.text.charAt(scanner.at);
    if (char === '\\') name += scanner.text.charAt(++scanner.at);
    else if (terminators.has(char)) break;
    else name += char;
  }
  scanner.action.steps.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name });
}

function readWord(scanner: Scanner): void {
  const start = scanner.at;
  while (scanner.at < scanner.text.length && !terminators.has(scanner.text.charAt(scanner.at))) scanner.at++;
  const word = scanner.text.slice(start, scanner.at);
  if (word === 'true' || word === 'false') scanner.action.steps.push({ type: 'literal', value: word === 'true' });
  else if (word === 'range' || word === 'end') scanner.action.keyword = word;
  else throw new JsonPathError(`unrecognized identifier ${word}`);
}

function readNumber(scanner: Scanner): void {
  const text = /^[+-]?[\d.]*/.exec(scanner.text.slice(scanner.at))?.[0] ?? '';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
  scanner.action.steps.push({ type: 'number', value: Number(text), float: text.includes('.') });
  scanner.at += text.length;
}

function readQuoted(scanner: Scanner): void {
  const quote = scanner.text.charAt(scanner.at);
  const end = quoteEnd(scanner.text, scanner.at + 1, quote);
  if (end < 0) throw new JsonPathError('unterminated quoted string');
  const quoted = scanner.text.slice(scanner.at, end + 1);
  scanner.action.steps.push({ type: 'literal', value: unquote(quoted) });
  scanner.at = end + 1;
}

function quoteEnd(text: string, from: number, quote: string): number {
  let end = text.indexOf(quote, from);
  while (end > 0 && text.charAt(end - 1) === '\\') end = text.indexOf(quote, end + 1);
  return end;
}

function readBrackets(scanner: Scanner): void {
  const close = scanner.text.indexOf(']', scanner.at);
  if (close < 0) throw new JsonPathError('unterminated array');
  const inside = scanner.text.slice(scanner.at + 1, close);
  scanner.at = close + 1;
  const parts = inside.split(',');
  if (parts.length > 1) {
    const branches = parts.map((part) => parseSteps(`[${part.trim()}]`).steps);
    scanner.action.steps.push({ type: 'union', branches });
    return;
  }
  const key = /^'([^']*)'$/.exec(inside)?.[1];
  if (key === undefined) scanner.action.steps.push({ type: 'slice', bounds: sliceBounds(inside) });
  else scanner.action.steps.push(...parseSteps(`.${key}`).steps);
}

function sliceBounds(inside: string): SliceBounds {
  if (inside === '*') return { start: undefined, end: undefined, step: undefined, single: false };
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inside);
  if (!match || inside === '') throw new JsonPathError(`invalid array index ${inside}`);
  const [, start, end, step] = match;
  return { start: bound(start), end: bound(end?.slice(1)), step: bound(step?.slice(1)), single: end === undefined };
}

function bound(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === '-') throw new JsonPathError(`array index ${text} is not a number`);
  return Number(text);
}

function readFilter(scanner: Scanner): void {
  const start = scanner.at + '[?('.length;
  const close = filterEnd(scanner.text, start);
  if (scanner.text.charAt(close + 1) !== ']') throw new JsonPathError('unclosed array expect ]');
  const text = scanner.text.slice(start, close);
  scanner.at = close + 2;
  const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? [];
  if (left === undefined || operator === undefined || right === undefined) {
    scanner.action.steps.push({ type: 'filter', left: parseSteps(text).steps, operator: 'exists', right: [] });
    return;
  }
  scanner.action.steps.push({
    type: 'filter',
    left: parseSteps(left).steps,
    operator,
    right: parseSteps(right).steps,
  });
}

function filterEnd(text: string, from: number): number {
  const end = unquotedIndex(text, from, /\)/);
  if (end < 0) throw new JsonPathError('unterminated filter');
  return end;
}
