import { MalformedJson } from '../../kube/json/malformed.ts';
import {
  closeArray,
  closeObject,
  colon,
  comma,
  openArray,
  openObject,
  skipSpace,
  skipString,
} from '../../kube/json/scan.ts';
import { nextTurn } from '../../kube/process/turn.ts';
import { Edits } from './edits.ts';
import { elementOf, translateMember } from './to-served.ts';
import type { TranslateElement } from './to-served.ts';

/**
 * Translates an object, a list, a Table or a PartialObjectMetadata(List) while it arrives. A list of any length passes through element by
 * element: what is held is 128 KiB and the beginning of one element.
 */
export class ServedStream {
  #place: Place = 'start';
  #element: TranslateElement = () => 0;
  /** Arrived and not translated: the beginning of something. */
  #waiting: Buffer[] = [];
  #size = 0;
  /** Bytes without which another attempt is not worth it: an element of megabytes is not scanned anew with each piece. */
  #needed: number;
  readonly #batch: number;

  constructor(batch = defaultBatch) {
    this.#batch = batch;
    this.#needed = batch;
  }

  /** What can be translated now that `piece` is there. May be empty. */
  push(piece: Buffer): Buffer {
    this.#waiting.push(piece);
    this.#size += piece.length;
    return this.#size < this.#needed ? empty : this.#translate();
  }

  /** What is left at the end. @throws {MalformedJson} when the whole was cut off, or was no JSON */
  end(): Buffer {
    const last = this.#translate();
    if (this.#place === 'end' && this.#size === 0) return last;
    throw new MalformedJson('the answer is cut off', this.#size);
  }

  #translate(): Buffer {
    const json = this.#gathered();
    const edits = new Edits(json);
    const at = this.#advance(json, edits);
    const rest = json.subarray(at, this.#size);
    this.#waiting = [rest];
    this.#size = rest.length;
    this.#needed = at === 0 ? rest.length * 2 : rest.length + this.#batch;
    return edits.take(at);
  }

  /**
   * What waits, in a buffer of our own, to be changed where it lies, with a byte behind it that ends every scan: one that reads behind the end of a
   * buffer, be it once, takes three times as long ever after.
   */
  #gathered(): Buffer {
    const json = Buffer.allocUnsafe(this.#size + 1);
    let length = 0;
    for (const piece of this.#waiting) length += piece.copy(json, length);
    json[length] = 0;
    return json;
  }

  #advance(json: Buffer, edits: Edits): number {
    let at = 0;
    while (this.#place !== 'end' && at < this.#size) {
      const { mark } = edits;
      try {
        at = this.#step(json, edits, at);
      } catch (error) {
        // Not all of it is there yet. If it never comes, `end` says so.
        if (!(error instanceof MalformedJson)) throw error;
        edits.rollBack(mark);
        break;
      }
    }
    return this.#place === 'end' ? skipSpace(json, at) : at;
  }

  #step(json: Buffer, edits: Edits, offset: number): number {
    const at = skipSpace(json, offset);
    switch (this.#place) {
      case 'start':
        return this.#go('firstMember', expect(json, at, openObject));
      case 'firstMember':
        return json[at] === closeObject ? this.#go('end', at + 1) : this.#member(json, edits, at);
      case 'member':
        return this.#member(json, edits, at);
      case 'firstElement':
        return json[at] === closeArray ? this.#behindValue(json, at + 1) : this.#oneElement(json, edits, at);
      default:
        return this.#oneElement(json, edits, at);
    }
  }

  #member(json: Buffer, edits: Edits, at: number): number {
    const behindKey = skipString(json, at);
    const [keyStart, keyEnd] = [at + 1, behindKey - 1];
    const value = skipSpace(json, expect(json, skipSpace(json, behindKey), colon));
    const element = elementOf(json.toString('latin1', keyStart, keyEnd));
    if (element === undefined || json[value] !== openArray) {
      return this.#behindValue(json, translateMember(json, edits, { keyStart, keyEnd, at: value }));
    }
    this.#element = element;
    return this.#go('firstElement', value + 1);
  }

  #oneElement(json: Buffer, edits: Edits, offset: number): number {
    const behind = skipSpace(json, this.#element(json, edits, offset));
    if (json[behind] === closeArray) return this.#behindValue(json, behind + 1);
    return this.#go('element', expect(json, behind, comma));
  }

  /** A value counts only once what follows it is there: a number may go on in the next piece. */
  #behindValue(json: Buffer, offset: number): number {
    const at = skipSpace(json, offset);
    if (json[at] === closeObject) return this.#go('end', at + 1);
    return this.#go('member', expect(json, at, comma));
  }

  #go(place: Place, at: number): number {
    this.#place = place;
    return at;
  }
}

/** Translates something that is there as a whole. @throws {MalformedJson} */
export function servedBytes(json: Buffer): Buffer {
  const stream = new ServedStream(Infinity);
  stream.push(json);
  return stream.end();
}

/** Translates what arrives, so many bytes at a time, each in a turn of its own. @throws {MalformedJson} when it is cut off */
export async function* servedPieces(pieces: AsyncIterable<Buffer>, batch?: number): AsyncGenerator<Buffer, void> {
  const stream = new ServedStream(batch);
  for await (const piece of pieces) {
    const translated = stream.push(piece);
    if (translated.length === 0) continue;
    yield translated;
    await nextTurn();
  }
  yield stream.end();
}

type Place = 'start' | 'firstMember' | 'member' | 'firstElement' | 'element' | 'end';

const empty = Buffer.alloc(0);
/** Bytes that are waited for: the element that is cut in two is scanned twice, and each batch is work for another thread to compress, which has its price. */
const defaultBatch = 128 * 1024;

function expect(json: Buffer, at: number, byte: number): number {
  if (json[at] !== byte) throw new MalformedJson(`expected "${String.fromCharCode(byte)}"`, at);
  return at + 1;
}
