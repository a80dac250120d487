import { openIndexed } from './indexed.ts';
import type { ArchiveFiles } from './indexed.ts';
import type { ArchiveSource, Visit, Wanted } from './source.ts';
import { openStreamed } from './streamed.ts';

/**
 * Checks the archive of a backup from its first byte to its last and opens it. When this resolves, every object was visited and nothing was found wrong: only
 * then may anything be created.
 *
 * @throws {ArchiveError} saying which checksum or path is wrong. @throws {BlobError}
 */
export async function openSource(files: ArchiveFiles, visit: Visit, wanted: Wanted): Promise<ArchiveSource> {
  const index = await files.store.head(files.keys.index, { signal: files.signal });
  return await (index === undefined ? openStreamed(files, visit, wanted) : openIndexed(files, visit, wanted));
}
