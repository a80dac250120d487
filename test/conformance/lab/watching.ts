import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, textAt } from './at.ts';
import type { Ask, Http, OpenAnswer } from './http.ts';
import { alike } from './alike.ts';
import type { Lab } from './lab.ts';
import { schedules } from './schedules.ts';

export interface WatchEvent {
  type: string;
  object: unknown;
}

/** One watch: its events as they come. It is closed with `close`, or by its server. */
export class Watching implements AsyncDisposable {
  readonly status: number;
  readonly headers: OpenAnswer['headers'];
  readonly events: WatchEvent[] = [];
  /** When the headers were there: milliseconds after the request was sent. */
  readonly headersAfterMs: number;
  /** How it ended: undefined as long as it is open, `clean` when the server finished it, else the error. */
  ended: string | undefined;
  readonly #body: Readable;
  readonly #reading: Promise<void>;
  #changed = Promise.withResolvers<void>();

  private constructor({ status, headers, body }: OpenAnswer, headersAfterMs: number) {
    this.status = status;
    this.headers = headers;
    this.headersAfterMs = headersAfterMs;
    this.#body = body;
    this.#reading = this.#read();
  }

  static async open(http: Http, ask: Ask): Promise<Watching> {
    const started = performance.now();
    const answer = await http.open({ ...ask, query: { watch: 'true', ...ask.query } });
    return new Watching(answer, performance.now() - started);
  }

  /** Waits until the events so far are what is waited for; false when they are not in time, or the watch has ended before. */
  async until(holds: (events: readonly WatchEvent[]) => boolean, withinMs = 30_000): Promise<boolean> {
    const timer = new AbortController();
    const late = sleep(withinMs, undefined, { signal: timer.signal }).catch(() => undefined);
    const end = performance.now() + withinMs;
    try {
      while (!holds(this.events)) {
        if (this.ended !== undefined || performance.now() >= end) return false;
        await Promise.race([this.#changed.promise, late]);
      }
      return true;
    } finally {
      timer.abort();
    }
  }

  /** Waits until the server has ended it; false when it has not in time. */
  async untilEnd(withinMs: number): Promise<boolean> {
    const timer = new AbortController();
    const late = sleep(withinMs, false, { signal: timer.signal }).catch(() => false);
    const ended = await Promise.race([this.#reading.then(() => true), late]);
    timer.abort();
    return ended;
  }

  async close(): Promise<void> {
    this.ended ??= 'closed by us';
    this.#body.destroy();
    await this.#reading;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #read(): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of this.#body) {
        const lines = (rest + (chunk as Buffer).toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter((text) => text !== '')) this.events.push(JSON.parse(line) as WatchEvent);
        this.#wake();
      }
      this.ended ??= rest === '' ? 'clean' : `in the middle of a line: ${rest.slice(0, 200)}`;
    } catch (error) {
      this.ended ??= (error as Error).message;
    }
    this.#wake();
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

/** An event in a word: `ADDED a`. */
export function inWords({ type, object }: WatchEvent): string {
  const name = textAt(object, 'metadata.name');
  if (type === 'ERROR') return `ERROR ${String(at(object, 'code'))} ${textAt(object, 'reason')}`;
  return name === '' ? type : `${type} ${name}`;
}

/** Watches the Schedules of a namespace. */
export function watchSchedules(
  lab: Lab,
  group: string,
  namespace: string,
  query: Record<string, string>,
): Promise<Watching> {
  return Watching.open(lab.api, { path: schedules(group, namespace), query });
}

/** An event without what differs from object to object, and without the numbers in its texts. */
export function withoutNumbers(event: WatchEvent): unknown {
  return JSON.parse(JSON.stringify(alike(event)).replaceAll(/\d{2,}(?=[ )])/g, '<n>')) as unknown;
}
