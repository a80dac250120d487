import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Archive } from './archive.ts';
import { fileFailure } from './file-failure.ts';
import { PrefixHash } from './prefix-hash.ts';
import { sliceBytes } from './slices.ts';
import type { Slice } from './slices.ts';

/** What an earlier run has left: nothing, a part of the same archive, or a part of another one. */
export type Found = 'nothing' | 'part' | 'other';

/**
 * A download under way: `<file>.partial` grows out of order, `<file>.partial.json` says how much of each slice is there. Only a complete and verified
 * download gets the name that was asked for; the same command goes on with an interrupted one. What goes wrong with a file is told with its name.
 */
export class PartialFile {
  readonly path: string;
  readonly found: Found;
  readonly #file: FileHandle;
  readonly #state: State;
  readonly #hash: PrefixHash;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, { state, found }: { state: State; found: Found }) {
    this.path = path;
    this.found = found;
    this.#file = file;
    this.#state = state;
    this.#hash = new PrefixHash(path);
  }

  /** Goes on with what is there if it is of the same archive, and begins anew otherwise. @throws StowageError when the file cannot be written */
  static async open(target: string, archive: Archive): Promise<PartialFile> {
    const path = `${target}.partial`;
    const fresh: State = { etag: archive.etag, size: archive.size, sliceBytes, whole: 0, parts: {} };
    return await telling({ path, size: archive.size }, async () => {
      const left = await readState(path);
      const same = left !== undefined && isSame(left, fresh);
      const file = await open(path, same ? 'r+' : 'w+');
      const found = same ? 'part' : left === undefined ? 'nothing' : 'other';
      return new PartialFile(path, file, { state: same ? left : fresh, found });
    });
  }

  /** Bytes that are there. */
  get bytes(): number {
    const { size, whole, parts } = this.#state;
    return Math.min(size, whole * sliceBytes) + Object.values(parts).reduce((sum, part) => sum + part, 0);
  }

  /** What is missing of a slice, undefined if nothing is. */
  missing(index: number, { start, end }: Slice): Slice | undefined {
    const at = start + (index < this.#state.whole ? end - start + 1 : (this.#state.parts[index] ?? 0));
    return at > end ? undefined : { start: at, end };
  }

  /** Writes chunks that follow what is there of their slice. */
  async write(chunks: readonly Buffer[], at: number): Promise<void> {
    const bytes = Buffer.concat(chunks);
    await telling(this.#name(), async () => {
      for (let from = 0; from < bytes.length;) {
        const { bytesWritten } = await this.#file.write(bytes, from, bytes.length - from, at + from);
        from += bytesWritten;
      }
    });
    const index = Math.floor(at / sliceBytes);
    this.#state.parts[index] = at + bytes.length - index * sliceBytes;
  }

  /** Remembers what is there, for a run that goes on after this one was killed. */
  async save(): Promise<void> {
    this.#fold();
    // One after the other: the last one to be written is the last state.
    const saved = this.#saving.then(() => replace(`${this.path}.json`, JSON.stringify(this.#state)));
    this.#saving = saved.catch(() => undefined);
    await telling(this.#name(), () => saved);
  }

  /** SHA-256 of what was written, in hexadecimal. */
  async sha256(): Promise<string> {
    this.#fold();
    return await this.#hash.digest();
  }

  /** Gives the file its name. */
  async finish(target: string): Promise<void> {
    await telling(this.#name(), async () => {
      await this.#file.sync();
      await this.#file.close();
      await rename(this.path, target);
      await rm(`${this.path}.json`, { force: true });
    });
  }

  /** Throws away what was written. */
  async discard(): Promise<void> {
    this.#hash.stop();
    await this.#file.close();
    await rm(this.path, { force: true });
    await rm(`${this.path}.json`, { force: true });
  }

  /** Leaves the file for another run to go on with. */
  async close(): Promise<void> {
    this.#hash.stop();
    // A full disk has been told of already.
    await this.save().catch(() => undefined);
    await this.#file.close();
  }

  /** Slices are read in order, a few at once: those that are whole are nearly all at the beginning, and the state stays small. */
  #fold(): void {
    const { size, parts } = this.#state;
    for (; wholeAt(this.#state, this.#state.whole); this.#state.whole++) delete parts[this.#state.whole];
    this.#hash.complete(Math.min(size, this.#state.whole * sliceBytes));
  }

  #name(): { path: string; size: number; missing: number } {
    return { path: this.path, size: this.#state.size, missing: this.#state.size - this.bytes };
  }
}

interface State {
  etag: string;
  size: number;
  sliceBytes: number;
  /** So many slices from the beginning are whole. */
  whole: number;
  /** Bytes that are there of later slices, by their indexes. */
  parts: Record<number, number>;
}

function wholeAt({ size, parts }: State, index: number): boolean {
  const length = Math.min(sliceBytes, size - index * sliceBytes);
  return length > 0 && parts[index] === length;
}

function isSame(a: State, b: State): boolean {
  return a.etag === b.etag && a.size === b.size && a.sliceBytes === b.sliceBytes && typeof a.parts === 'object';
}

/** Whoever is killed here leaves the state before, not half a one. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** Undefined when there is nothing that could be gone on with. */
async function readState(path: string): Promise<State | undefined> {
  try {
    const state = JSON.parse(await readFile(`${path}.json`, 'utf8')) as State;
    await (await open(path, 'r')).close();
    return state;
  } catch {
    return undefined;
  }
}

async function telling<T>(of: { path: string; size: number; missing?: number }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, of);
  }
}
