import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import type { FileDigest } from './entry.ts';
import type { ArchiveLimits } from './limits.ts';

export interface VerifiedArchive {
  /** Pin later reads to these bytes with `ifMatch`. */
  etag: string;
}

/** Streams an archive of ours and compares size and sha256 with what was recorded. Throws ArchiveError before anything is made of it. */
export function verifyArchive(
  store: BlobStore,
  key: string,
  expected: FileDigest,
  options?: CallOptions,
): Promise<VerifiedArchive> {
  return Promise.reject(new Error(`not built yet ${key} ${typeof store} ${expected.size} ${typeof options}`));
}

/** What a first pass over a foreign archive found. */
export interface ArchiveSurvey extends FileDigest {
  /** Objects that `readArchive` will yield. */
  items: number;
  /** Paths of objects that are stored under a version directory only, and which version of them to take. */
  versionedOnly: ReadonlySet<string>;
}

export interface SurveyOptions extends CallOptions {
  limits?: Partial<ArchiveLimits> | undefined;
}

/** Walks a whole archive without keeping it, so that a damaged or evil one is found before anything is written. Throws ArchiveError. */
export function surveyArchive(stream: AsyncIterable<Uint8Array>, options?: SurveyOptions): Promise<ArchiveSurvey> {
  return Promise.reject(new Error(`not built yet ${typeof stream} ${typeof options}`));
}
