/**
 * Replacements in a buffer, made from front to back, and carried out in the buffer itself: what is served is shorter than the record, as a rule, and
 * buffers are what makes Node collect garbage. Nothing is changed before `take`.
 */
export class Edits {
  readonly #json: Buffer;
  readonly #edits: Edit[] = [];

  /** `json` becomes the property of the edits. */
  constructor(json: Buffer) {
    this.#json = json;
  }

  /** Puts `bytes` in place of those from `start` to `end`. */
  replace(start: number, end: number, bytes: Buffer): void {
    this.#edits.push({ start, end, bytes });
  }

  /** Where the replacements stand, to come back to with `rollBack`. */
  get mark(): number {
    return this.#edits.length;
  }

  /** Forgets the replacements since a mark. */
  rollBack(mark: number): void {
    this.#edits.length = mark;
  }

  /** Everything up to `at`, as one buffer. What is behind stays as it is. Nothing is replaced afterwards. */
  take(at: number): Buffer {
    return this.#fits() ? this.#inPlace(at) : this.#copied(at);
  }

  /** Whether what is written never gets ahead of what is read. */
  #fits(): boolean {
    let room = 0;
    return this.#edits.every(({ start, end, bytes }) => (room += end - start - bytes.length) >= 0);
  }

  #inPlace(at: number): Buffer {
    let length = 0;
    let copied = 0;
    for (const { start, end, bytes } of this.#edits) {
      if (length !== copied) this.#json.copyWithin(length, copied, start);
      length += start - copied;
      length += bytes.copy(this.#json, length);
      copied = end;
    }
    if (length !== copied) this.#json.copyWithin(length, copied, at);
    return this.#json.subarray(0, length + at - copied);
  }

  #copied(at: number): Buffer {
    let copied = 0;
    const parts: Buffer[] = [];
    for (const { start, end, bytes } of this.#edits) {
      parts.push(this.#json.subarray(copied, start), bytes);
      copied = end;
    }
    return Buffer.concat([...parts, this.#json.subarray(copied, at)]);
  }
}

interface Edit {
  start: number;
  end: number;
  bytes: Buffer;
}
