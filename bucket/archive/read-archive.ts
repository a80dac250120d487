import { Copies } from './copies.ts';
import type { ArchiveItem } from './entry.ts';
import { tooLarge } from './problems.ts';
import { scanArchive } from './scan-archive.ts';
import type { ScannedItem, ScanOptions } from './scan-archive.ts';
import type { ArchiveSurvey } from './survey-archive.ts';

export interface ReadArchiveOptions extends ScanOptions {
  /** Of a first pass over the same bytes; without it, items stored under version directories are held back until the end. */
  survey?: ArchiveSurvey | undefined;
}

/** Without a survey, more than this of versioned copies is refused. */
const heldBytes = 64 * 1024 * 1024;

/**
 * Reads any backup tar.gz, ours or Velero's, as untrusted input. Each object comes once, as {@link Copies} chooses. `json` is a part of a larger buffer: copy what
 * is kept. An error may come after items were yielded, so whoever writes something calls `surveyArchive` first.
 *
 * @throws {ArchiveError}
 */
export async function* readArchive(
  stream: AsyncIterable<Uint8Array>,
  options: ReadArchiveOptions = {},
): AsyncGenerator<ArchiveItem> {
  const { survey } = options;
  const copies = new Copies();
  for await (const item of scanArchive(stream, options)) {
    const counts =
      survey === undefined ? copies.take(item) : item.version === undefined || survey.versionedOnly.has(item.path);
    if (counts) yield plainItem(item);
    if (copies.bytes > heldBytes)
      throw tooLarge('it has too many objects under version directories only to be read in one pass');
  }
  for (const item of copies.remaining()) yield plainItem(item);
}

function plainItem({ path, resource, namespace, name, version, json }: ScannedItem): ArchiveItem {
  return { path, resource, namespace, name, version, json };
}
