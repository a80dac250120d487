import { createHash } from 'node:crypto';
import type { ArchiveTotals, FileDigest } from './entry.ts';
import { indexFormat } from './index-format.ts';
import { MemberQueue } from './member-queue.ts';

/** Text of the index that is compressed at once. */
const chunkBytes = 512 * 1024;

/** Collects the index, compressed as it comes: 100,000 objects take a few MB. */
export class IndexWriter {
  readonly #queue: MemberQueue<undefined>;
  readonly #compressed: Promise<Buffer[]>;
  #lines: string[] = [];
  #length = 0;
  #separator = '';

  constructor() {
    this.#queue = new MemberQueue({ level: 1, parallel: 2 });
    this.#compressed = collect(this.#queue);
    this.#add(`{"format":${JSON.stringify(indexFormat)},"entries":[\n`);
  }

  /** Adds lines, each the JSON of an entry. */
  addLines(lines: readonly string[]): void {
    for (const line of lines) {
      this.#add(this.#separator + line);
      this.#separator = ',\n';
    }
    if (this.#length >= chunkBytes) {
      this.#flush();
    }
  }

  /** Ends the index and returns the whole file. */
  async finish(archive: ArchiveTotals): Promise<{ index: Buffer; indexDigest: FileDigest }> {
    this.#add(`\n],"archive":${JSON.stringify(archive)}}\n`);
    this.#flush();
    this.#queue.end();
    const index = Buffer.concat(await this.#compressed);
    return { index, indexDigest: { size: index.length, sha256: createHash('sha256').update(index).digest('hex') } };
  }

  #add(text: string): void {
    this.#lines.push(text);
    this.#length += text.length;
  }

  #flush(): void {
    this.#queue.push(Buffer.from(this.#lines.join('')), undefined);
    this.#lines = [];
    this.#length = 0;
  }
}

async function collect(queue: MemberQueue<undefined>): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const { bytes } of queue) {
    chunks.push(bytes);
  }
  return chunks;
}
