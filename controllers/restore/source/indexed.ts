import { readObjects } from '../../../bucket/archive/read-objects.ts';
import { scanIndex } from '../../../bucket/archive/read-index.ts';
import { verifyArchive } from '../../../bucket/archive/verify-archive.ts';
import type { ArchiveTotals, FileDigest, IndexEntry } from '../../../bucket/archive/entry.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import type { BackupKeys } from '../../../bucket/layout/keys.ts';
import { waveOf } from '../waves.ts';
import type { ArchivedObject, ArchiveSource, Visit, Wanted } from './source.ts';

export interface ArchiveFiles {
  store: BlobStore;
  keys: Pick<BackupKeys, 'archive' | 'index'>;
  /** What was recorded when the backup was made; a part of it may be missing. */
  recorded: Partial<FileDigest>;
  signal: AbortSignal;
}

/** Entries that are read together: some hundred bytes each, and neighbours among them share a GET. */
const batchSize = 4_096;

/**
 * Opens an archive of ours. Its whole checksum is compared with the one that was recorded for the backup, else with the index's own, before any object is
 * read. The index is scanned again for each wave instead of being kept, so that memory does not follow the number of objects.
 *
 * @throws {ArchiveError} when anything is not as it was written. @throws {BlobError}
 */
export async function openIndexed(files: ArchiveFiles, visit: Visit, wanted: Wanted): Promise<ArchiveSource> {
  const { store, keys, signal } = files;
  const { totals, etag: indexEtag } = await visitAll(files, visit);
  const expected = { size: files.recorded.size ?? totals.size, sha256: files.recorded.sha256 ?? totals.sha256 };
  const { etag } = await verifyArchive(store, keys.archive, expected, { signal });
  async function* wave(number: number): AsyncGenerator<ArchivedObject> {
    const isWanted = (entry: IndexEntry) => waveOf(entry.resource) === number && wanted.wants(entry);
    for await (const batch of batches(await openIndex(files, indexEtag), isWanted))
      for await (const { entry, json } of readObjects(store, keys.archive, batch, { signal, ifMatch: etag })) {
        const { resource, namespace, name } = entry;
        yield { resource, namespace, name, json };
      }
  }
  return { sha256: expected.sha256, wave };
}

async function visitAll({ store, keys, signal }: ArchiveFiles, visit: Visit) {
  const { body, etag } = await store.get(keys.index, { signal });
  const scan = scanIndex(body);
  for (;;) {
    const next: IteratorResult<IndexEntry, ArchiveTotals> = await scan.next();
    signal.throwIfAborted();
    if (next.done === true) return { totals: next.value, etag };
    visit(next.value, next.value.size);
  }
}

async function openIndex({ store, keys, signal }: ArchiveFiles, ifMatch: string): Promise<AsyncIterable<Uint8Array>> {
  return (await store.get(keys.index, { signal, ifMatch })).body;
}

async function* batches(
  index: AsyncIterable<Uint8Array>,
  isWanted: (entry: IndexEntry) => boolean,
): AsyncGenerator<IndexEntry[]> {
  let batch: IndexEntry[] = [];
  for await (const entry of scanIndex(index)) {
    if (!isWanted(entry)) continue;
    batch.push(entry);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
