import { gunzipSync, gzipSync } from 'node:zlib';
import { logfmt } from './logfmt.ts';
import type { LogValue } from './logfmt.ts';

export type LogFields = Readonly<Record<string, LogValue>>;

export interface RunLogOptions {
  now: () => Date;
  /** On every line, such as `backup: 'shop/nightly'`. */
  fields: LogFields;
  /** Compressed bytes kept at most; beyond them only warnings and errors are taken, up to 8 MiB more. Default 32 MiB. */
  maxBytes?: number;
}

/** Text waiting to be compressed. Big enough to compress well, small enough that compressing takes less than a millisecond. */
const pieceBytes = 64 * 1024;
const extraBytes = 8 * 1024 * 1024;

/**
 * The log of one run: kept compressed in memory, followed while it grows, and uploaded at the end as it is (gzip members one after the other are one
 * gzip file).
 */
export class RunLog {
  readonly #options: RunLogOptions;
  readonly #pieces: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #open = '';
  #bytes = 0;
  #ended = false;
  #cutOff = false;
  #truncated = false;

  constructor(options: RunLogOptions) {
    this.#options = options;
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.#write('warning', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  /** The whole log so far as a gzip file. */
  compressed(): Buffer {
    this.#close();
    return Buffer.concat(this.#pieces);
  }

  /** No more lines will come: whoever follows is let go; with an error if the run was stopped before its end, so that nobody takes this for all of it. */
  end({ cutOff = false } = {}): void {
    this.#ended = true;
    this.#cutOff = cutOff;
    this.#wake();
  }

  /** The text from its beginning; with `live` also what is still to come, until the run ends. Each reader goes at its own speed and holds one piece. */
  async *read(options: { live: boolean; signal: AbortSignal }): AsyncGenerator<string> {
    let piece = 0;
    let offset = 0;
    for (;;) {
      while (piece < this.#pieces.length) {
        const text = gunzipSync(this.#pieces[piece] ?? Buffer.alloc(0)).toString();
        if (offset < text.length) yield text.slice(offset);
        piece += 1;
        offset = 0;
      }
      const news = this.#open.slice(offset);
      offset += news.length;
      if (news !== '') yield news;
      else if (!options.live || options.signal.aborted) return;
      else if (this.#cutOff) throw new Error('the run was stopped before its end');
      else if (this.#ended) return;
      else await this.#more(options.signal);
    }
  }

  #write(level: string, message: string, fields: LogFields = {}): void {
    if (this.#isFull(level)) return;
    this.#open += `${logfmt(this.#options.now(), level, message, { ...this.#options.fields, ...fields })}\n`;
    if (this.#open.length >= pieceBytes) this.#close();
    this.#wake();
  }

  #isFull(level: string): boolean {
    const most = this.#options.maxBytes ?? 32 * 1024 * 1024;
    if (this.#bytes < most) return false;
    if (!this.#truncated) {
      this.#truncated = true;
      const line = logfmt(
        this.#options.now(),
        'warning',
        'The log is full; from here on it has warnings and errors only',
        {},
      );
      this.#open += `${line}\n`;
    }
    return level === 'info' || this.#bytes > most + extraBytes;
  }

  #close(): void {
    if (this.#open === '') return;
    const piece = gzipSync(this.#open);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.#open = '';
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async #more(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        // A listener left on the signal for each line would outlive the line.
        signal.removeEventListener('abort', go);
        this.#waiting.delete(go);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }
}
