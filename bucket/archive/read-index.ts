import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import type { ArchiveTotals, FileDigest, IndexEntry } from './entry.ts';

export interface ReadIndexOptions extends CallOptions {
  /** Keeps an entry. Default: all. */
  filter?: ((entry: IndexEntry) => boolean) | undefined;
  /** Digest of the index file, when it is known from elsewhere. */
  expected?: FileDigest | undefined;
}

export interface ArchiveIndex {
  /** Those that the filter kept, in the order of the archive. */
  entries: IndexEntry[];
  archive: ArchiveTotals;
}

/** Reads `<name>-index.json.gz` as a stream; memory holds the kept entries alone. Throws ArchiveError, BlobError. */
export function readIndex(store: BlobStore, key: string, options?: ReadIndexOptions): Promise<ArchiveIndex> {
  return Promise.reject(new Error(`not built yet ${key} ${typeof store} ${typeof options}`));
}

/** The same as a generator: yields every entry, returns the totals. `source` is the gzip'd file. */
// eslint-disable-next-line require-yield
export async function* scanIndex(source: AsyncIterable<Uint8Array>): AsyncGenerator<IndexEntry, ArchiveTotals> {
  throw new Error(`not built yet ${typeof source}`);
}
