import { isRetryable, isStatus } from '../../kube/client/status-error.ts';
import { refOf } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';

interface LoggedRun {
  kind: KindWords;
  name: string;
}

/**
 * Copies the log of a run to stdout. A followed log whose connection is cut is asked for again, and what was printed already is left out: the server sends a
 * log from its beginning. A log that begins with another line is that of another attempt, and is printed whole.
 */
export async function copyLog(session: Session, run: LoggedRun, follow: boolean): Promise<void> {
  const printed = new Printed(session);
  for (let failures = 0; ;) {
    try {
      printed.beginAgain();
      for await (const chunk of logOf(session, run, follow)) {
        await printed.take(chunk);
        failures = 0;
      }
      return await printed.end();
    } catch (error) {
      session.signal.throwIfAborted();
      if (!follow || !mayGoOn(error)) throw error;
      if (!isNotStarted(error) && ++failures > attempts) throw error;
      await session.clock.sleep(pauseMs * Math.max(1, failures), session.signal);
    }
  }
}

function mayGoOn(error: unknown): boolean {
  return isRetryable(error) || isNotStarted(error);
}

/** A run that waits for its turn has no log yet: whoever follows it waits with it. */
function isNotStarted(error: unknown): boolean {
  return isStatus(error) && error.reason === 'NotStarted';
}

/** With the growing pause a good half of a minute: longer than it takes kube-apiserver to come back, or another controllers process to take the lead. */
const attempts = 8;
const pauseMs = 1000;

const newline = 0x0a;

/** What of a log has been printed. Of a log that is sent from its beginning again only what is new is. */
class Printed {
  readonly #session: Session;
  /** The first line of the log that was printed. */
  #first: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #lineEnded = true;
  /** The beginning of what comes now, until its first line is whole; undefined when it has been compared. */
  #beginning: Buffer | undefined;
  #toSkip = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  beginAgain(): void {
    this.#beginning = Buffer.alloc(0);
  }

  async take(chunk: Buffer): Promise<void> {
    const compared = this.#compare(chunk);
    const fresh = compared.subarray(Math.min(this.#toSkip, compared.length));
    if (fresh.length === 0) {
      this.#toSkip -= compared.length;
      return;
    }
    const inLine = this.#bytes === 0 && !this.#lineEnded;
    this.#toSkip = 0;
    this.#bytes += fresh.length;
    this.#lineEnded = fresh.at(-1) === newline;
    await this.#session.print(inLine ? Buffer.concat([Buffer.from('\n'), fresh]) : fresh);
  }

  /** The log is complete, also if it is less than a line. */
  async end(): Promise<void> {
    if (this.#beginning !== undefined) await this.#session.print(this.#beginning);
  }

  /** Holds the first line back until it is known whether it has been printed. */
  #compare(chunk: Buffer): Buffer {
    if (this.#beginning === undefined) return chunk;
    const beginning = Buffer.concat([this.#beginning, chunk]);
    const end = beginning.indexOf(newline) + 1;
    if (end === 0) {
      this.#beginning = beginning;
      return Buffer.alloc(0);
    }
    const first = beginning.subarray(0, end);
    const isSame = first.equals(this.#first);
    if (!isSame) this.#bytes = 0;
    this.#toSkip = isSame ? this.#bytes : 0;
    this.#first = Buffer.from(first);
    this.#beginning = undefined;
    return beginning;
  }
}

async function* logOf(session: Session, { kind, name }: LoggedRun, follow: boolean): AsyncGenerator<Buffer> {
  const { api, namespace } = await session.cluster();
  const response = await api.send(refOf(kind, { namespace, name, subresource: 'log' }), {
    accept: 'text/plain, */*',
    longRunning: true,
    query: follow ? { follow: 'true' } : {},
  });
  for await (const piece of response.body) yield piece as Buffer;
}
