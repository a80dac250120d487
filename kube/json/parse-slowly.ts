import { MalformedJson } from './malformed.ts';
import { expectEnd, maxDepth, openArray, openObject, scanArray, scanObject, skipSpace, skipValue } from './scan.ts';
import { textBetween } from './text.ts';

/**
 * Parses JSON key by key, for texts with escapes in keys: V8 up to 14.6 (Node 24 to 26) may take such a key for another one that
 * it met before (nodejs/node#63785), so that `JSON.parse` could be made to overlook `"met\u0061data"`. Members without a backslash are parsed whole.
 * @throws {MalformedJson}
 */
export function parseSlowly(text: string, parts: Parts): unknown {
  const bytes = Buffer.from(text);
  const { value, end } = new Parser(bytes, parts).parse(skipSpace(bytes, 0));
  expectEnd(bytes, end);
  return value;
}

export interface Parts {
  /** Turns the text of a scalar into its value. */
  scalar: (text: string) => unknown;
  /** Whether `JSON.parse` does well with the text of an object or a list in which no backslash is. Without it all of them are taken apart. */
  isPlain?: (text: string) => boolean;
}

/** Down to this depth it is looked whether all of an object or a list is plain: each time it is scanned once more. */
const looked = 4;

interface Parsed {
  value: unknown;
  end: number;
}

class Parser {
  readonly #bytes: Buffer;
  readonly #parts: Parts;
  #depth = 0;

  constructor(bytes: Buffer, parts: Parts) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  parse(at: number): Parsed {
    const byte = this.#bytes[at];
    if (byte !== openObject && byte !== openArray) {
      const end = skipValue(this.#bytes, at);
      return { value: this.#parts.scalar(this.#bytes.toString('utf8', at, end)), end };
    }
    if (++this.#depth > maxDepth) throw new MalformedJson(`nesting deeper than ${maxDepth}`, at);
    const parsed = this.#whole(at) ?? (byte === openObject ? this.#object(at) : this.#array(at));
    this.#depth--;
    return parsed;
  }

  #whole(start: number): Parsed | undefined {
    const { isPlain } = this.#parts;
    if (isPlain === undefined || this.#depth > looked) return undefined;
    const end = skipValue(this.#bytes, start);
    if (this.#bytes.subarray(start, end).includes(backslash)) return undefined;
    const text = this.#bytes.toString('utf8', start, end);
    return isPlain(text) ? { value: JSON.parse(text), end } : undefined;
  }

  #object(start: number): Parsed {
    const entries: [string, unknown][] = [];
    const outer = scanObject(this.#bytes, start, (keyStart, keyEnd, at) => {
      const { value, end } = this.parse(at);
      entries.push([textBetween(this.#bytes, keyStart, keyEnd), value]);
      return end;
    });
    return { value: Object.fromEntries(entries), end: outer };
  }

  #array(start: number): Parsed {
    const items: unknown[] = [];
    const outer = scanArray(this.#bytes, start, (at) => {
      const { value, end } = this.parse(at);
      items.push(value);
      return end;
    });
    return { value: items, end: outer };
  }
}

const backslash = '\\';
/** From anywhere in a string to its end, and to the colon that makes it a key. */
const restOfString = /(?:[^"\\]|\\.)*"\s*(:?)/sy;

/** True when a key of this JSON text is written with an escape. Linear, and quick when there is no backslash at all. */
export function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf(backslash); at >= 0; at = text.indexOf(backslash, restOfString.lastIndex)) {
    restOfString.lastIndex = at;
    const rest = restOfString.exec(text);
    if (rest === null) return false;
    if (rest[1] === ':') return true;
  }
  return false;
}
