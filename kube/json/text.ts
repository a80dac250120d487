import { MalformedJson } from './malformed.ts';

const backslash = 0x5c;
const quote = 0x22;

/** Key names as bytes, to be found with `keyIndex`. */
export type Names = readonly Buffer[];

export function names(...texts: string[]): Names {
  return texts.map((text) => Buffer.from(text));
}

/** Which of `wanted` the key between these offsets is; -1 for another. A key written with escapes is the same key. */
export function keyIndex(bytes: Buffer, start: number, end: number, wanted: Names): number {
  for (let index = 0; index < wanted.length; index++) {
    const name = wanted[index];
    if (name !== undefined && name.length === end - start && equals(bytes, start, name)) return index;
  }
  if (!hasEscape(bytes, start, end)) return -1;
  const text = textBetween(bytes, start, end);
  return wanted.findIndex((name) => name.toString() === text);
}

/** The text between the quotes, escapes undone. */
export function textBetween(bytes: Buffer, start: number, end: number): string {
  if (!hasEscape(bytes, start, end)) return bytes.toString('utf8', start, end);
  const text: unknown = JSON.parse(bytes.toString('utf8', start - 1, end + 1));
  return String(text);
}

/** The text of the string value from `start` to `end`, quotes included. @throws {MalformedJson} when it is no string. */
export function stringValue(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== quote) throw new MalformedJson('expected a string', start);
  return textBetween(bytes, start + 1, end - 1);
}

function equals(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let i = 0; i < name.length; i++) {
    if (bytes[start + i] !== name[i]) return false;
  }
  return true;
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === backslash) return true;
  }
  return false;
}
