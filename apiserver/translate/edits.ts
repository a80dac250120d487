/**
 * Replacements in a buffer, made from front to back, written into one new buffer as they come. Where nothing is replaced the bytes are
 * handed on as a view.
 */
export class Edits {
  readonly #json: Buffer;
  #out: Buffer = empty;
  #length = 0;
  #taken: number;
  #copied: number;

  constructor(json: Buffer, start = 0) {
    this.#json = json;
    this.#taken = start;
    this.#copied = start;
  }

  /** Puts `text` in place of the bytes from `start` to `end`. */
  replace(start: number, end: number, text: string): void {
    this.#copyTo(start, text.length * 3);
    this.#length += this.#out.write(text, this.#length, 'utf8');
    this.#copied = end;
  }

  /** Puts the bytes of `bytes` in their place. */
  replaceBytes(start: number, end: number, bytes: Buffer): void {
    this.#copyTo(start, bytes.length);
    bytes.copy(this.#out, this.#length);
    this.#length += bytes.length;
    this.#copied = end;
  }

  /** Bytes of input up to `at` that have not been taken yet. */
  pending(at: number): number {
    return at - this.#taken;
  }

  /** Everything up to `at` that has not been taken yet, as one buffer. */
  take(at: number): Buffer {
    this.#taken = at;
    if (this.#length === 0) {
      const view = this.#json.subarray(this.#copied, at);
      this.#copied = at;
      return view;
    }
    this.#copyTo(at, 0);
    const piece = this.#out.subarray(0, this.#length);
    this.#out = empty;
    this.#length = 0;
    return piece;
  }

  /** Copies the input up to `at` and makes room for `more` bytes behind it. */
  #copyTo(at: number, more: number): void {
    const needed = this.#length + at - this.#copied + more;
    if (needed > this.#out.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed * 2, smallest));
      this.#out.copy(grown, 0, 0, this.#length);
      this.#out = grown;
    }
    this.#length += this.#json.copy(this.#out, this.#length, this.#copied, at);
    this.#copied = at;
  }
}

const empty = Buffer.alloc(0);
const smallest = 4096;
