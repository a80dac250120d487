import { gzip } from 'node:zlib';
import type { ZlibOptions } from 'node:zlib';

/** A compressed member and what the writer noted about it. */
export interface Member<T> {
  bytes: Buffer;
  note: T;
}

/** Compresses members on the thread pool, a bounded number at once, and gives them back in the order in which they came. */
export class MemberQueue<T> implements AsyncIterable<Member<T>> {
  readonly #jobs: Promise<Member<T>>[] = [];
  readonly #options: ZlibOptions;
  readonly #parallel: number;
  #ended = false;
  #failure: Error | undefined;
  #waitingForSpace: (() => void)[] = [];
  #waitingForJob: (() => void) | undefined;

  constructor(options: { level: number; parallel: number }) {
    this.#options = { level: options.level, memLevel: 9, chunkSize: 256 * 1024 };
    this.#parallel = options.parallel;
  }

  /** Resolves when there is room for another member; rejects when nobody reads any more. */
  async room(): Promise<void> {
    while (this.#jobs.length >= this.#parallel && !this.#failure)
      await new Promise<void>((resolve) => this.#waitingForSpace.push(resolve));
    if (this.#failure) throw this.#failure;
  }

  /** Takes a member at once, also when there is no room. `bytes` belongs to the queue until it has come out. */
  push(bytes: Buffer, note: T): void {
    const job = compress(bytes, this.#options).then((compressed) => ({ bytes: compressed, note }));
    job.catch(() => undefined);
    this.#jobs.push(job);
    this.#waitingForJob?.();
  }

  /** No member comes after this. */
  end(): void {
    this.#ended = true;
    this.#waitingForJob?.();
  }

  /** Nobody reads any more: whoever waits for room is told why. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#wakeWriters();
    this.#waitingForJob?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Member<T>> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const job = this.#jobs[0];
      if (job) {
        const member = await job;
        void this.#jobs.shift();
        this.#wakeWriters();
        yield member;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#waitingForJob = resolve;
        });
      }
    }
  }

  #wakeWriters(): void {
    const waiting = this.#waitingForSpace;
    this.#waitingForSpace = [];
    for (const resume of waiting) resume();
  }
}

function compress(bytes: Buffer, options: ZlibOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(bytes, options, (error, compressed) => {
      if (error) reject(error);
      else resolve(compressed);
    });
  });
}
