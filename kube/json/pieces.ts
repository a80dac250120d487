const comma = Buffer.from(',');

/** A new buffer made of ranges of `source` and of other bytes; neighbouring ranges are joined, so that few copies are needed. */
export class Pieces {
  readonly #source: Buffer;
  readonly #parts: { bytes: Buffer; start: number; end: number }[] = [];
  #length = 0;
  #commaDue = false;

  constructor(source: Buffer) {
    this.#source = source;
  }

  /** A comma before whatever comes next. */
  separate(): void {
    this.#commaDue = true;
  }

  copy(start: number, end: number): void {
    const last = this.#parts.at(-1);
    const gap = this.#commaDue ? 1 : 0;
    const joins = last !== undefined && last.bytes === this.#source && last.end + gap === start;
    if (!joins || (gap === 1 && this.#source[last.end] !== comma[0])) {
      this.#add(this.#source, start, end);
      return;
    }
    this.#commaDue = false;
    this.#length += end - last.end;
    last.end = end;
  }

  insert(bytes: Buffer): void {
    this.#add(bytes, 0, bytes.length);
  }

  join(): Buffer {
    const joined = Buffer.allocUnsafe(this.#length);
    let at = 0;
    for (const { bytes, start, end } of this.#parts) at += bytes.copy(joined, at, start, end);
    return joined;
  }

  #add(bytes: Buffer, start: number, end: number): void {
    if (this.#commaDue) {
      this.#commaDue = false;
      this.#add(comma, 0, 1);
    }
    this.#parts.push({ bytes, start, end });
    this.#length += end - start;
  }
}
