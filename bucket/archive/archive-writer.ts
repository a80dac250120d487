import { Readable } from 'node:stream';
import type { ArchiveObject, ArchiveSummary } from './entry.ts';

export interface ArchiveWriterOptions {
  /** Modification time of every tar entry. */
  mtime: Date;
  /** Bytes of tar in one gzip member. Default 1 MiB. */
  memberBytes?: number | undefined;
  /** zlib level. */
  level?: number | undefined;
  /** Members compressed at once. */
  parallel?: number | undefined;
}

/** Writes a seekable tar.gz. Read `stream` while adding: `add` waits when it is not read. */
export class ArchiveWriter {
  readonly stream: Readable = Readable.from([]);

  constructor(options: ArchiveWriterOptions) {
    throw new Error(`not built yet ${options.mtime.toISOString()}`);
  }

  /** Stores an object once. False when an object of the same path is in already (then nothing is written). */
  add(object: ArchiveObject): Promise<boolean> {
    return Promise.reject(new Error(`not built yet ${object.name}`));
  }

  /** Ends the archive. Resolves when `stream` has been read to its end. */
  finish(): Promise<ArchiveSummary> {
    return Promise.reject(new Error('not built yet'));
  }

  /** Gives up: `stream` fails with this error, which also ends an upload that reads it. */
  destroy(error: Error): void {
    this.stream.destroy(error);
  }
}
