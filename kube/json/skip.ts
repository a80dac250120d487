import { MalformedJson } from './malformed.ts';
import { skipString, skipValue } from './scan.ts';

const quote = 0x22;
/** A bracket and a brace differ in this bit alone. */
const curly = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * The offset behind the value whose first byte is at `offset`, for JSON whose writer is trusted to write JSON: kube-apiserver. Of an object or a list
 * only brackets and strings are looked at: `skipValue` takes up to three times as long. @throws {MalformedJson} when the value is cut off
 */
export function skipTrusted(bytes: Uint8Array, offset: number): number {
  if (((bytes[offset] ?? 0) | curly) !== openBrace) return skipValue(bytes, offset);
  let depth = 0;
  for (let at = offset; ;) {
    const byte = bytes[at] ?? 0;
    at = byte === quote ? skipString(bytes, at) : at + 1;
    if ((byte | curly) === openBrace) depth++;
    else if ((byte | curly) === closeBrace && --depth === 0) return at;
    else if (byte === 0) throw new MalformedJson('a value without end', offset);
  }
}
