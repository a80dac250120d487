import type { CallOptions } from '../blob/blob-store.ts';
import type { ArchiveItem } from './entry.ts';
import type { ArchiveLimits } from './limits.ts';
import type { ArchiveSurvey } from './verify-archive.ts';

export interface ReadArchiveOptions extends CallOptions {
  limits?: Partial<ArchiveLimits> | undefined;
  /** Of a first pass over the same bytes; without it, items stored under version directories are held back until the end. */
  survey?: ArchiveSurvey | undefined;
}

/** Reads any backup tar.gz, ours or Velero's, as untrusted input. Throws ArchiveError. */
// eslint-disable-next-line require-yield
export async function* readArchive(
  stream: AsyncIterable<Uint8Array>,
  options?: ReadArchiveOptions,
): AsyncGenerator<ArchiveItem> {
  throw new Error(`not built yet ${typeof stream} ${typeof options}`);
}
