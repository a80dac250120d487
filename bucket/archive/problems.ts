import { ArchiveError } from './errors.ts';

/** It ends before its end: an upload or a copy that was cut. */
export function truncated(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Truncated', message: `the archive is not complete: ${text}`, cause });
}

/** Its bytes are not what any writer of archives writes. */
export function corrupt(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Corrupt', message: `the archive is damaged: ${text}`, cause });
}

/** It would take more memory or time than a reader has: see `limits.ts`. `path` is quoted. */
export function tooLarge(text: string, path?: string): ArchiveError {
  return new ArchiveError({ reason: 'TooLarge', path, message: `the archive is refused: ${text}` });
}

/** It may be a good file of its kind, and no backup. */
export function foreign(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Foreign', message: `this is not the archive of a backup: ${text}`, cause });
}
