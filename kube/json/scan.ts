import { MalformedJson, NestedTooDeeply } from './malformed.ts';

/** Deeper nesting is refused: nothing in Kubernetes comes near it, and hostile archives must not exhaust the stack. */
export const maxDepth = 1000;

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openArray = 0x5b;
const backslash = 0x5c;
export const closeArray = 0x5d;
export const openObject = 0x7b;
export const closeObject = 0x7d;

/**
 * Given the offsets of a member's key (between its quotes) and of its value's first byte, returns the offset behind the value:
 * `skipValue` of it, or what an own walk through it found.
 */
export type VisitMember = (keyStart: number, keyEnd: number, valueStart: number) => number;

/** Given the offset of an item's first byte, returns the offset behind the item. */
export type VisitItem = (start: number) => number;

/** The offset of the next byte that is no white space. */
export function skipSpace(bytes: Uint8Array, offset: number): number {
  let at = offset;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) at++;
  return at;
}

/** Walks through the members of the object that starts at `offset`. Returns the offset behind it. @throws {MalformedJson} */
export function scanObject(bytes: Uint8Array, offset: number, visit: VisitMember): number {
  let at = skipSpace(bytes, expect(bytes, offset, openObject));
  if (bytes[at] === closeObject) return at + 1;
  for (;;) {
    const keyStart = at + 1;
    at = skipString(bytes, at);
    const keyEnd = at - 1;
    at = skipSpace(bytes, expect(bytes, skipSpace(bytes, at), colon));
    at = skipSpace(bytes, visit(keyStart, keyEnd, at));
    if (bytes[at] === closeObject) return at + 1;
    at = skipSpace(bytes, expect(bytes, at, comma));
  }
}

/** Walks through the items of the array that starts at `offset`. Returns the offset behind it. @throws {MalformedJson} */
export function scanArray(bytes: Uint8Array, offset: number, visit: VisitItem): number {
  let at = skipSpace(bytes, expect(bytes, offset, openArray));
  if (bytes[at] === closeArray) return at + 1;
  for (;;) {
    at = skipSpace(bytes, visit(at));
    if (bytes[at] === closeArray) return at + 1;
    at = skipSpace(bytes, expect(bytes, at, comma));
  }
}

/** After a whole document there may be only white space. @throws {MalformedJson} */
export function expectEnd(bytes: Uint8Array, offset: number): void {
  const end = skipSpace(bytes, offset);
  if (end !== bytes.length) throw new MalformedJson('expected the end', end);
}

/** The offset behind the string whose opening quote is at `offset`. UTF-8 is not checked. @throws {MalformedJson} */
export function skipString(bytes: Uint8Array, offset: number): number {
  if (bytes[offset] !== quote) throw new MalformedJson('expected a string', offset);
  let at = offset + 1;
  for (;;) {
    let byte: number;
    do byte = bytes[at++] ?? 0;
    while (byte !== quote && byte !== backslash && byte >= 0x20);
    if (byte === quote) return at;
    if (byte !== backslash) throw brokenString(bytes, offset, at - 1);
    at = skipEscape(bytes, at - 1);
  }
}

function brokenString(bytes: Uint8Array, start: number, at: number): MalformedJson {
  if (at >= bytes.length) return new MalformedJson('a string without end', start);
  return new MalformedJson('a control character in a string', at);
}

/** Which of the open containers are objects, from the outermost in. Shared: a scan never waits, so there is one at a time. */
const open = new Uint8Array(maxDepth + 1);

/** The offset behind the value whose first byte is at `offset`, its whole grammar checked. @throws {MalformedJson} */
export function skipValue(bytes: Uint8Array, offset: number): number {
  let at = offset;
  let depth = 0;
  for (;;) {
    if (isFilledContainer(bytes, at)) {
      at = enter(bytes, at, ++depth);
      continue;
    }
    at = skipLeaf(bytes, at);
    while (depth > 0 && bytes[(at = skipSpace(bytes, at))] === (open[depth] ?? 0) + 2) {
      at++;
      depth--;
    }
    if (depth === 0) return at;
    at = nextValue(bytes, at, open[depth] === openObject);
  }
}

function isFilledContainer(bytes: Uint8Array, offset: number): boolean {
  const byte = bytes[offset] ?? 0;
  return (byte === openObject || byte === openArray) && bytes[skipSpace(bytes, offset + 1)] !== byte + 2;
}

/** From an opening bracket to the first value inside. */
function enter(bytes: Uint8Array, offset: number, depth: number): number {
  if (depth > maxDepth) throw new NestedTooDeeply(`nesting deeper than ${maxDepth}`, offset);
  const byte = bytes[offset] ?? 0;
  open[depth] = byte;
  const inner = skipSpace(bytes, offset + 1);
  return byte === openObject ? skipKey(bytes, inner) : inner;
}

/** A string, a scalar or an empty container. */
function skipLeaf(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === quote) return skipString(bytes, offset);
  return byte === openObject || byte === openArray ? skipSpace(bytes, offset + 1) + 1 : skipScalar(bytes, offset);
}

/** From the comma to the next item, or to the next member's value. */
function nextValue(bytes: Uint8Array, offset: number, inObject: boolean): number {
  if (bytes[offset] !== comma) throw new MalformedJson('expected a comma or the end of the list or object', offset);
  const at = skipSpace(bytes, offset + 1);
  return inObject ? skipKey(bytes, at) : at;
}

/** From a key's opening quote to its value. */
function skipKey(bytes: Uint8Array, offset: number): number {
  const end = skipString(bytes, offset);
  if (bytes[end] === colon && (bytes[end + 1] ?? 0) > 0x20) return end + 1;
  return skipSpace(bytes, expect(bytes, skipSpace(bytes, end), colon));
}

function skipScalar(bytes: Uint8Array, offset: number): number {
  switch (bytes[offset]) {
    case 0x74:
      return skipWord(bytes, offset, 'true');
    case 0x66:
      return skipWord(bytes, offset, 'false');
    case 0x6e:
      return skipWord(bytes, offset, 'null');
    default:
      return skipNumber(bytes, offset);
  }
}

function skipWord(bytes: Uint8Array, offset: number, word: string): number {
  for (let i = 0; i < word.length; i++) {
    if (bytes[offset + i] !== word.charCodeAt(i)) throw new MalformedJson('expected a value', offset);
  }
  return offset + word.length;
}

function skipNumber(bytes: Uint8Array, offset: number): number {
  let at = bytes[offset] === 0x2d ? offset + 1 : offset;
  at = bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1);
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }
  return at;
}

function skipDigits(bytes: Uint8Array, offset: number): number {
  let at = offset;
  for (let byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[at] ?? 0) at++;
  if (at === offset) throw new MalformedJson('expected a value', offset);
  return at;
}

function skipEscape(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset + 1] ?? 0;
  if (byte !== 0x75) {
    // One of "\/bfnrt
    if (!'"\\/bfnrt'.includes(String.fromCharCode(byte))) throw new MalformedJson('an unknown escape', offset);
    return offset + 2;
  }
  for (let at = offset + 2; at < offset + 6; at++) {
    if (!isHexDigit(bytes[at] ?? 0)) throw new MalformedJson('an unknown escape', offset);
  }
  return offset + 6;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function expect(bytes: Uint8Array, offset: number, byte: number): number {
  if (bytes[offset] !== byte) throw new MalformedJson(`expected "${String.fromCharCode(byte)}"`, offset);
  return offset + 1;
}
