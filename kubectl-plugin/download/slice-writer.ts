import type { Sink } from './archive.ts';
import type { DownloadProgress } from './download-progress.ts';
import type { PartialFile } from './partial-file.ts';

/** Chunks of 16 KiB come off the line: written one by one they would cost more than everything else. */
const gatherBytes = 512 * 1024;

/** Writes the bytes of one slice, many chunks at once. */
export class SliceWriter implements Sink {
  readonly #partial: PartialFile;
  readonly #progress: Pick<DownloadProgress, 'add'>;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Place of the first of them in the archive. */
  #at = 0;

  constructor(partial: PartialFile, progress: Pick<DownloadProgress, 'add'>) {
    this.#partial = partial;
    this.#progress = progress;
  }

  async write(chunk: Buffer, at: number): Promise<void> {
    if (this.#bytes === 0) this.#at = at;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#progress.add(chunk.length);
    if (this.#bytes >= gatherBytes) await this.#flush();
  }

  async pause(): Promise<void> {
    await this.#flush();
    await this.#partial.save();
  }

  async #flush(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length > 0) await this.#partial.write(chunks, this.#at);
  }
}
