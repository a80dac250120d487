import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask } from './http.ts';
import type { Lab } from './lab.ts';

/** Bytes of one request. */
const sliceBytes = 4_000_000;

/** Between two of them: a client that stores what it gets. */
const pauseMs = 400;

export interface SlicesOptions {
  /** Path of the download. */
  path: string;
  /** What it must give. */
  whole: Buffer;
  /** Whether what was cut is gone on with, once, as the plugin does. */
  resumes: boolean;
}

/** A download in slices, again and again until it is stopped or the check ends, as the plugin does. */
export class Slices {
  /** What went wrong, in words. */
  readonly failures: string[] = [];
  slices = 0;
  resumed = 0;
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;

  constructor(lab: Lab, options: SlicesOptions) {
    this.#loop = this.#run(lab, options);
    lab.defer(() => this.stop());
  }

  async stop(): Promise<this> {
    this.#stopped.abort();
    await this.#loop;
    return this;
  }

  async #run(lab: Lab, options: SlicesOptions): Promise<void> {
    for (let start = 0; !this.#stopped.signal.aborted; start = (start + sliceBytes) % options.whole.length) {
      await this.#slice(lab, start, options);
      this.slices += 1;
      await sleep(pauseMs);
    }
  }

  async #slice(lab: Lab, start: number, { path, whole, resumes }: SlicesOptions): Promise<void> {
    const wanted = whole.subarray(start, start + sliceBytes);
    const first = await part(lab, path, start, wanted.length);
    if (first.trouble === '') return this.#compare(first.bytes, wanted);
    if (!resumes) return this.#fail(first.trouble);
    this.resumed += 1;
    await sleep(200);
    const rest = await part(lab, path, start + first.bytes.length, wanted.length - first.bytes.length);
    if (rest.trouble !== '') return this.#fail(`${first.trouble}, and then ${rest.trouble}`);
    this.#compare(Buffer.concat([first.bytes, rest.bytes]), wanted);
  }

  #compare(bytes: Buffer, wanted: Buffer): void {
    if (!bytes.equals(wanted)) this.#fail('other bytes than before came');
  }

  #fail(text: string): void {
    this.failures.push(text);
  }
}

/** What came of a range, and why not all of it. */
async function part(
  lab: Lab,
  path: string,
  start: number,
  length: number,
): Promise<{ bytes: Buffer; trouble: string }> {
  const chunks: Buffer[] = [];
  let trouble = '';
  const ask: Ask = { path, accept: '*/*', headers: { range: `bytes=${start}-${start + length - 1}` } };
  try {
    const { status, body } = await lab.api.open(ask);
    for await (const chunk of body) if (status === 206) chunks.push(chunk as Buffer);
    if (status !== 206) trouble = `it was answered ${status}`;
  } catch (error) {
    trouble = (error as Error).message;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes, trouble: trouble === '' && bytes.length < length ? `it ended after ${bytes.length} bytes` : trouble };
}
