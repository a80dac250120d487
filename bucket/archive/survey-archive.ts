import { Copies } from './copies.ts';
import type { FileDigest } from './entry.ts';
import { scanArchive } from './scan-archive.ts';
import type { ScanOptions } from './scan-archive.ts';

/** What a first pass over a foreign archive found. */
export interface ArchiveSurvey extends FileDigest {
  /** Objects that `readArchive` will yield. */
  items: number;
  /** Paths of objects that are stored under version directories only; of several versions, the one to take. */
  versionedOnly: ReadonlySet<string>;
}

const nothing = Buffer.alloc(0);

/**
 * Walks a whole archive without keeping it, so that a damaged or evil one is found before anything is written.
 *
 * @throws {ArchiveError}
 */
export async function surveyArchive(
  stream: AsyncIterable<Uint8Array>,
  options: ScanOptions = {},
): Promise<ArchiveSurvey> {
  const copies = new Copies();
  let digest: FileDigest = { size: 0, sha256: '' };
  const items = scanArchive(stream, options, (found) => {
    digest = found;
  });
  for await (const item of items) copies.take({ ...item, json: nothing });
  const versionedOnly = new Set(Array.from(copies.remaining(), ({ path }) => path));
  return { ...digest, items: copies.objects, versionedOnly };
}
