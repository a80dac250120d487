export type ArchiveErrorReason = 'Truncated' | 'Corrupt' | 'ChecksumMismatch' | 'UnsafePath' | 'TooLarge' | 'Foreign';

export interface ArchiveErrorDetails {
  reason: ArchiveErrorReason;
  message: string;
  /** Path inside of the archive, quoted so that it is safe to print. */
  path?: string | undefined;
  expected?: string | undefined;
  actual?: string | undefined;
  cause?: unknown;
}

/** What is wrong with an archive or its index. Always permanent: reading it again gives the same. */
export class ArchiveError extends Error {
  readonly reason: ArchiveErrorReason;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly actual: string | undefined;

  constructor(details: ArchiveErrorDetails) {
    super(details.message, { cause: details.cause });
    this.reason = details.reason;
    this.path = details.path;
    this.expected = details.expected;
    this.actual = details.actual;
  }

  override get name(): string {
    return 'ArchiveError';
  }
}
