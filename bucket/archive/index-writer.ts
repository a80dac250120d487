import { createHash } from 'node:crypto';
import type { ArchiveTotals, FileDigest } from './entry.ts';
import { indexFormat, indexLine } from './index-format.ts';
import type { PendingEntry } from './index-format.ts';
import { MemberQueue } from './member-queue.ts';

/** Text of the index that is compressed at once. */
const chunkBytes = 512 * 1024;
/** No line is longer: names of 253 bytes, each escaped to six at most. */
const lineBytes = 8 * 1024;

/** Collects the index, compressed as it comes: 100,000 objects take a few MB. */
export class IndexWriter {
  readonly #queue: MemberQueue<undefined>;
  readonly #compressed: Promise<Buffer[]>;
  #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  #used = 0;
  #separator = '';

  constructor() {
    this.#queue = new MemberQueue({ level: 1, parallel: 2 });
    this.#compressed = collect(this.#queue);
    this.#write(`{"format":${JSON.stringify(indexFormat)},"entries":[\n`);
  }

  /** Adds the entries of a member, which lies at `offset` and has `length` bytes. */
  addMember(entries: readonly PendingEntry[], offset: number, length: number): void {
    for (const entry of entries) {
      this.#write(this.#separator + indexLine(entry, offset, length));
      this.#separator = ',\n';
    }
  }

  /** Ends the index and returns the whole file. */
  async finish(archive: ArchiveTotals): Promise<{ index: Buffer; indexDigest: FileDigest }> {
    this.#write(`\n],"archive":${JSON.stringify(archive)}}\n`);
    this.#flush();
    this.#queue.end();
    const index = Buffer.concat(await this.#compressed);
    return { index, indexDigest: { size: index.length, sha256: createHash('sha256').update(index).digest('hex') } };
  }

  #write(text: string): void {
    if (this.#used + lineBytes > chunkBytes) this.#flush();
    this.#used += this.#chunk.write(text, this.#used);
  }

  #flush(): void {
    this.#queue.push(this.#chunk.subarray(0, this.#used), undefined);
    this.#chunk = Buffer.allocUnsafeSlow(chunkBytes);
    this.#used = 0;
  }
}

async function collect(queue: MemberQueue<undefined>): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const { bytes } of queue) chunks.push(bytes);
  return chunks;
}
