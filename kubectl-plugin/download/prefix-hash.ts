import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file that grows: what is complete from its beginning is hashed while the rest is still to come, so that nobody waits for it in the end. */
export class PrefixHash {
  readonly #path: string;
  readonly #hash = createHash('sha256');
  readonly #stop = new AbortController();
  #wanted = 0;
  #done = 0;
  #working: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** The first `bytes` bytes of the file will not change any more. What goes wrong is told by `digest`. */
  complete(bytes: number): void {
    if (bytes <= this.#wanted) return;
    this.#wanted = bytes;
    this.#working = this.#working.then(() => this.#read());
    this.#working.catch(() => undefined);
  }

  /** In hexadecimal, of what was said to be complete. */
  async digest(): Promise<string> {
    await this.#working;
    return this.#hash.digest('hex');
  }

  /** Nobody asks for the digest any more. */
  stop(): void {
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    const [start, end] = [this.#done, this.#wanted - 1];
    if (end < start) return;
    const { signal } = this.#stop;
    const bytes = createReadStream(this.#path, { start, end, signal, highWaterMark: 256 * 1024 });
    for await (const chunk of bytes) this.#hash.update(chunk as Buffer);
    this.#done = end + 1;
  }
}
