import { ArchiveError } from './errors.ts';

/** @throws {ArchiveError} `ChecksumMismatch` with both values. */
export function checkDigest(what: string, expected: string, actual: string): void {
  if (expected !== actual) {
    throw new ArchiveError({
      reason: 'ChecksumMismatch',
      path: what,
      expected,
      actual,
      message: `${what} is damaged or was replaced: its sha256 is ${actual}, recorded was ${expected}`,
    });
  }
}
