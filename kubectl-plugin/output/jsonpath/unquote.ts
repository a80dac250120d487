import { JsonPathError } from './nodes.ts';

/** Takes the quotes off and resolves Go's escapes (`\n`, `\t`, `\x41`, `\u00e9`, ...). @throws JsonPathError */
export function unquote(quoted: string): string {
  const quote = quoted.charAt(0);
  const inside = quoted.slice(1, -1);
  return inside.replace(escape, (whole: string, code: string) => {
    const plain = simple[code];
    if (plain !== undefined) return plain;
    if (code === quote) return quote;
    if (/^[xuU][\da-fA-F]+$/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    throw new JsonPathError(`unquote string ${quoted} error invalid syntax (at ${whole})`);
  });
}

const escape = /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[^]|$)/g;

const simple: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Where the first match outside quoted strings is; -1 if there is none, -2 if a string is not ended before it. */
export function unquotedIndex(text: string, from: number, wanted: RegExp): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') quote = char === quote && text.charAt(at - 1) !== '\\' ? '' : quote;
    else if (wanted.test(char)) return at;
    else if (char === '"' || char === "'") quote = char;
  }
  return quote === '' ? -1 : -2;
}
