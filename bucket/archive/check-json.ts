import { ArchiveError } from './errors.ts';
import { quoted } from './paths.ts';

const quote = 0x22;
const backslash = 0x5c;
/** What a byte does to the depth. */
const nesting = new Int8Array(256);
nesting.set([1, 0, -1], 0x5b);
nesting.set([1, 0, -1], 0x7b);

/**
 * Checks that bytes can be given to a JSON parser: one object, not nested deeper than `depth`. It does not parse; a million opening
 * brackets would exhaust the stack of something that does.
 *
 * @throws {ArchiveError} `Corrupt` or `TooLarge`.
 */
export function checkJson(path: string, json: Buffer, depth: number): void {
  if (json[0] !== 0x7b) throw bad(path, 'Corrupt', 'it is not a JSON object');
  let open = 0;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index] ?? 0;
    open += nesting[byte] ?? 0;
    if (open > depth) throw bad(path, 'TooLarge', `it is nested deeper than ${depth}`);
    if (byte === quote) index = endOfString(json, index);
  }
  if (open !== 0) throw bad(path, 'Corrupt', 'it is not a whole JSON object');
}

/** Index of the closing quote, or of the last byte. */
function endOfString(json: Buffer, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end !== -1; end = json.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

function bad(path: string, reason: 'Corrupt' | 'TooLarge', text: string): ArchiveError {
  return new ArchiveError({
    reason,
    path: quoted(path),
    message: `${quoted(path)} in the archive cannot be used: ${text}`,
  });
}
