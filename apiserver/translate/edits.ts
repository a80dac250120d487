/**
 * Replacements in a buffer, made from front to back, written into one new buffer as they come. Where nothing is replaced the bytes are
 * handed on as a view.
 */
export class Edits {
  readonly #json: Buffer;
  #out: Buffer = empty;
  #length = 0;
  #copied = 0;

  constructor(json: Buffer) {
    this.#json = json;
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

  /** Where the replacements stand, to come back to with `rollBack`. */
  get mark(): { length: number; copied: number } {
    return { length: this.#length, copied: this.#copied };
  }

  /** Forgets the replacements since a mark. */
  rollBack({ length, copied }: { length: number; copied: number }): void {
    this.#length = length;
    this.#copied = copied;
  }

  /** Everything up to `at`, as one buffer. Nothing is replaced afterwards. */
  take(at: number): Buffer {
    if (this.#length === 0) return this.#json.subarray(this.#copied, at);
    this.#copyTo(at, 0);
    return this.#out.subarray(0, this.#length);
  }

  /** Copies the input up to `at` and makes room for `more` bytes behind it. */
  #copyTo(at: number, more: number): void {
    const needed = this.#length + at - this.#copied + more;
    if (needed > this.#out.length) {
      const grown = Buffer.allocUnsafe(
        this.#out.length === 0 ? Math.max(needed, this.#json.length + slack) : needed * 2,
      );
      this.#out.copy(grown, 0, 0, this.#length);
      this.#out = grown;
    }
    this.#length += this.#json.copy(this.#out, this.#length, this.#copied, at);
    this.#copied = at;
  }
}

const empty = Buffer.alloc(0);
/** The served form is shorter than the record's, as a rule: room for the whole is made once, and rarely again. */
const slack = 256;
