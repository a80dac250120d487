import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { quiet } from '../blob/quiet.ts';
import type { ArchiveObject, ArchiveSummary, ArchiveTotals } from './entry.ts';
import { ArchiveError } from './errors.ts';
import type { PendingEntry } from './index-format.ts';
import { IndexWriter } from './index-writer.ts';
import { defaultLimits, maxMemberBytes } from './limits.ts';
import { MemberBuilder } from './member-builder.ts';
import { MemberQueue } from './member-queue.ts';
import { quoted, versionPath } from './paths.ts';
import { PlaceBook } from './places.ts';

export interface ArchiveWriterOptions {
  /** Modification time of every tar entry. */
  mtime: Date;
  /** Bytes of tar in one gzip member, at most 16 MiB. Default 1 MiB. */
  memberBytes?: number | undefined;
  /** zlib level. Default 3: see docs/decisions/seekable-archive.md. */
  level?: number | undefined;
  /** Members compressed at once. Default 4, the size of Node's thread pool. */
  parallel?: number | undefined;
  /** Bytes of one object's JSON that a reader will accept. Default 3 MiB. */
  itemBytes?: number | undefined;
}

/**
 * Writes a seekable tar.gz of Kubernetes objects. Read `stream` while adding: `add` waits when it is not read, so that memory stays
 * at a few members. When `stream` is destroyed (the upload failed), `add` and `finish` reject with its error.
 */
export class ArchiveWriter {
  /** The archive's bytes. */
  readonly stream: Readable;
  readonly #builder: MemberBuilder;
  readonly #queue: MemberQueue<PendingEntry[]>;
  readonly #index = new IndexWriter();
  readonly #places = new PlaceBook();
  readonly #itemBytes: number;
  readonly #done = Promise.withResolvers<ArchiveTotals>();
  #items = 0;

  constructor(options: ArchiveWriterOptions) {
    const { mtime, memberBytes = 1024 * 1024, level = 3, parallel = 4 } = options;
    this.#itemBytes = options.itemBytes ?? defaultLimits.itemBytes;
    this.#builder = new MemberBuilder(mtime, Math.min(memberBytes, maxMemberBytes));
    this.#queue = new MemberQueue({ level, parallel });
    this.#done.promise.catch(() => undefined);
    this.stream = this.#open();
    this.#builder.add(versionPath, [Buffer.from('1.1.0\n')]);
  }

  /**
   * Stores an object once. False when an object of the same path is in already (then nothing is written).
   *
   * @throws {ArchiveError} `UnsafePath` or `TooLarge` for an object that no reader would take; the archive can still be gone on with.
   */
  async add(object: ArchiveObject): Promise<boolean> {
    const place = this.#places.find(object);
    const path = place.pathOf(object.name);
    const content: readonly Buffer[] = Buffer.isBuffer(object.json) ? [object.json] : object.json;
    const size = content.reduce((total, piece) => total + piece.length, 0);
    this.#checkSize(path, size);
    if (!place.isNew(object.name)) return false;
    await this.#queue.room();
    if (!this.#builder.fits(path, size)) this.#seal();
    const { bytes, position } = this.#builder.add(path, content);
    const sha256 = hash('sha256', bytes, 'hex');
    this.#builder.note({ head: place.headOf(object), name: object.name, position, size, sha256 });
    this.#items += 1;
    return true;
  }

  /** Ends the archive. Resolves when `stream` has been read to its end. */
  async finish(): Promise<ArchiveSummary> {
    this.#builder.addEnd();
    this.#seal();
    this.#queue.end();
    const totals = await this.#done.promise;
    return { ...totals, ...(await this.#index.finish(totals)) };
  }

  /** Gives up: `stream` fails with this error, which also ends an upload that reads it. */
  destroy(error: Error): void {
    this.stream.destroy(error);
  }

  #checkSize(path: string, size: number): void {
    if (size > this.#itemBytes) {
      throw new ArchiveError({
        reason: 'TooLarge',
        path: quoted(path),
        message: `${quoted(path)} has ${size} bytes, more than the ${this.#itemBytes} that an object in an archive may have`,
      });
    }
  }

  #seal(): void {
    const { bytes, entries } = this.#builder.take();
    this.#queue.push(bytes, entries);
  }

  /** Not `Readable.from`: that would wait for the next member before it could be destroyed. */
  #open(): Readable {
    const members = this.#members();
    const stream = new Readable({
      read: () => {
        members.next().then(
          ({ done, value }) => stream.push(done ? null : value),
          (error: unknown) => stream.destroy(error as Error),
        );
      },
      destroy: (error, callback) => {
        const reason = error ?? new Error('the archive was closed before its end');
        this.#queue.fail(reason);
        this.#done.reject(reason);
        callback(error);
      },
    });
    return quiet(stream);
  }

  async *#members(): AsyncGenerator<Buffer, undefined> {
    const digest = createHash('sha256');
    let offset = 0;
    let members = 0;
    for await (const { bytes, note } of this.#queue) {
      digest.update(bytes);
      this.#index.addMember(note, offset, bytes.length);
      offset += bytes.length;
      members += 1;
      yield bytes;
    }
    this.#done.resolve({ size: offset, sha256: digest.digest('hex'), items: this.#items, members });
  }
}
