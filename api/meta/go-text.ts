/*
 * Texts as Go writes them. Kubernetes' messages quote values this way, and clients and people compare them.
 */

/** `%q`: in quotes, with what cannot be printed escaped. */
export function goQuoted(text: string): string {
  const inner = Array.from(text, (char) => (isPlain(char) ? char : escaped(char))).join('');
  return `"${inner}"`;
}

/** encoding/json: JSON that is safe in HTML as well. */
export function goJson(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  return json.replaceAll(/[<>&\u2028\u2029]/gu, (char) => unicode(char));
}

function isPlain(char: string): boolean {
  return char !== '"' && char !== '\\' && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

const short: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '\u0007': 'a',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
};

function escaped(char: string): string {
  const letter = short[char];
  if (letter !== undefined) return `\\${letter}`;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : unicode(char);
}

function unicode(char: string): string {
  return `\\u${hex(char.codePointAt(0) ?? 0, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
