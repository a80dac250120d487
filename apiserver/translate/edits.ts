/**
 * Replacements in a buffer, made from front to back. What is not replaced is handed on as views of the buffer: no byte is copied until
 * the pieces are joined.
 */
export class Edits {
  readonly #json: Buffer;
  #pieces: Buffer[] = [];
  #taken = 0;
  #copied = 0;

  constructor(json: Buffer, start = 0) {
    this.#json = json;
    this.#taken = start;
    this.#copied = start;
  }

  /** Puts `text` in place of the bytes from `start` to `end`. */
  replace(start: number, end: number, text: string): void {
    this.#pieces.push(this.#json.subarray(this.#copied, start), Buffer.from(text, 'utf8'));
    this.#copied = end;
  }

  /** Bytes of input up to `at` that have not been taken yet. */
  pending(at: number): number {
    return at - this.#taken;
  }

  /** Everything up to `at` that has not been taken yet, as one buffer. */
  take(at: number): Buffer {
    const pieces = [...this.#pieces, this.#json.subarray(this.#copied, at)];
    this.#pieces = [];
    this.#taken = at;
    this.#copied = at;
    return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
  }
}
