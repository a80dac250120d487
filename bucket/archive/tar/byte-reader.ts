import { truncated } from '../problems.ts';

/** Takes exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffered: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes without waiting, if they are there; valid until the next call. */
  takeNow(length: number): Buffer | undefined {
    if (this.#buffered.length < length) return undefined;
    const taken = this.#buffered.subarray(0, length);
    this.#buffered = this.#buffered.subarray(length);
    return taken;
  }

  /** The next bytes. @throws {ArchiveError} `Truncated` when the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const pieces = [this.#buffered];
    let missing = length - this.#buffered.length;
    while (missing > 0) {
      const chunk = await this.#next();
      if (!chunk) throw truncated('the tar inside ends in the middle of an entry');
      pieces.push(chunk);
      missing -= chunk.length;
    }
    this.#buffered = pieces.length === 1 ? this.#buffered : Buffer.concat(pieces);
    return this.takeNow(length) as Buffer;
  }

  /** Drops bytes without collecting them. */
  async skip(length: number): Promise<void> {
    let missing = length;
    while (missing > this.#buffered.length) {
      missing -= this.#buffered.length;
      this.#buffered = (await this.#next()) ?? missingBytes();
    }
    this.#buffered = this.#buffered.subarray(missing);
  }

  /** Whatever comes next, or undefined at the end. */
  async rest(): Promise<Buffer | undefined> {
    const rest = this.#buffered.length > 0 ? this.#buffered : await this.#next();
    this.#buffered = Buffer.alloc(0);
    return rest;
  }

  async #next(): Promise<Buffer | undefined> {
    const { done, value } = await this.#chunks.next();
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

function missingBytes(): never {
  throw truncated('the tar inside ends in the middle of an entry');
}
