import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Archive } from './archive.ts';

/**
 * A download under way: `<file>.partial` grows out of order, `<file>.partial.json` says which slices are whole. Only a
 * complete and verified download gets the name that was asked for; the same command goes on with an interrupted one.
 */
export class PartialFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #state: State;

  private constructor(path: string, file: FileHandle, state: State) {
    this.#path = path;
    this.#file = file;
    this.#state = state;
  }

  /** Goes on with what is there if it is of the same archive, and begins anew otherwise. */
  static async open(target: string, archive: Archive, sliceBytes: number): Promise<PartialFile> {
    const path = `${target}.partial`;
    const fresh: State = { etag: archive.etag, size: archive.size, sliceBytes, done: [] };
    const state = (await readState(path, fresh)) ?? fresh;
    const file = await open(path, state === fresh ? 'w+' : 'r+');
    return new PartialFile(path, file, state);
  }

  /** Whether the slice was written whole, now or by an earlier run. */
  has(index: number): boolean {
    return this.#state.done.includes(index);
  }

  async write(chunk: Buffer, at: number): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, from, chunk.length - from, at + from);
      from += bytesWritten;
    }
  }

  /** Remembers that a slice is whole. */
  async finishSlice(index: number): Promise<void> {
    this.#state.done.push(index);
    await writeFile(`${this.#path}.json`, JSON.stringify(this.#state));
  }

  /** SHA-256 of what was written, in hexadecimal. */
  async sha256(): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.#path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }

  /** Gives the file its name. */
  async finish(target: string): Promise<void> {
    await this.#file.sync();
    await this.close();
    await rename(this.#path, target);
    await rm(`${this.#path}.json`, { force: true });
  }

  /** Throws away what was written. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
    await rm(`${this.#path}.json`, { force: true });
  }

  /** Leaves the file for another run to go on with. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

interface State {
  etag: string;
  size: number;
  sliceBytes: number;
  /** Indexes of the slices that are whole. */
  done: number[];
}

async function readState(path: string, wanted: State): Promise<State | undefined> {
  try {
    const state = JSON.parse(await readFile(`${path}.json`, 'utf8')) as State;
    await (await open(path, 'r+')).close();
    const same = state.etag === wanted.etag && state.size === wanted.size && state.sliceBytes === wanted.sliceBytes;
    return same ? state : undefined;
  } catch {
    return undefined; // nothing usable is there: begin anew
  }
}
