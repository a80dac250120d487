import type { Session } from '../session/session.ts';

/**
 * Says on stderr how something goes on. On a terminal one line is written over again; elsewhere a line is printed when
 * its first word (the phase) changes, and otherwise at most every ten seconds.
 */
export class ProgressLine {
  readonly #session: Session;
  readonly #prefix: string;
  #last = '';
  #lastAt = -Infinity;

  constructor(session: Session, prefix: string) {
    this.#session = session;
    this.#prefix = prefix;
  }

  show(text: string): void {
    if (text === this.#last) return;
    const { output, clock } = this.#session;
    if (output.errIsTerminal) {
      output.err.write(`\r\u001B[K${`${this.#prefix}${text}`.slice(0, output.columns - 1)}`);
    } else {
      const now = clock.monotonic();
      if (firstWord(text) === firstWord(this.#last) && now - this.#lastAt < everyMs) return;
      this.#session.note(`${this.#prefix}${text}`);
      this.#lastAt = now;
    }
    this.#last = text;
  }

  /** Takes the line off a terminal, so that what follows has it for itself. */
  end(): void {
    if (this.#session.output.errIsTerminal && this.#last !== '') this.#session.output.err.write('\r\u001B[K');
    this.#last = '';
  }
}

const everyMs = 10_000;

function firstWord(text: string): string {
  return /^\w*/.exec(text)?.[0] ?? '';
}
