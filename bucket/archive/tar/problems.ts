import { ArchiveError } from '../errors.ts';

export function truncated(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Truncated', message: `the archive is not complete: ${text}`, cause });
}

export function corrupt(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Corrupt', message: `the archive is damaged: ${text}`, cause });
}

export function tooLarge(text: string, path?: string): ArchiveError {
  return new ArchiveError({ reason: 'TooLarge', path, message: `the archive is refused: ${text}` });
}

export function foreign(text: string, cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Foreign', message: `this is not the archive of a backup: ${text}`, cause });
}
