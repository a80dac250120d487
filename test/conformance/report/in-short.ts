import { alikeText } from '../lab/alike.ts';

/** Of a cell; more than this nobody reads in a table. */
const longest = 110;

/** A value as a cell of the page: an answer by its status and what it says, anything else as JSON; the same in every run. */
export function inShort(value: unknown): string {
  const text = isAnswer(value) ? answer(value) : plainText(value);
  const steady = alikeText(text)
    .replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return steady.length <= longest ? steady : `${steady.slice(0, longest)}…`;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

interface AnswerSeen {
  status: number;
  body: unknown;
  warnings?: string[];
}

function isAnswer(value: unknown): value is AnswerSeen {
  return typeof value === 'object' && value !== null && 'status' in value && 'body' in value;
}

function answer({ status, body, warnings = [] }: AnswerSeen): string {
  return [String(status), bodyInShort(body), ...warnings.map((text) => `Warning: ${text}`)].join(' ');
}

interface BodySeen {
  kind?: string;
  reason?: string;
  message?: string;
  status?: unknown;
  items?: unknown[];
  rows?: unknown[];
}

function bodyInShort(body: unknown): string {
  if (typeof body !== 'object' || body === null) return plainText(body);
  const { kind = plainText(body), reason = '', message = '', status, items, rows } = body as BodySeen;
  if (kind === 'Status') return message === '' ? plainText(status) : `${reason}: ${message}`;
  if (items !== undefined) return `${kind} of ${items.length}`;
  return rows === undefined ? kind : `${kind} of ${rows.length} rows`;
}
