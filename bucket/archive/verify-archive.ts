import { createHash } from 'node:crypto';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { checkDigest } from './digest.ts';
import type { FileDigest } from './entry.ts';
import { ArchiveError } from './errors.ts';

export interface VerifiedArchive {
  /** Pin later reads to these bytes with `ifMatch`. */
  etag: string;
}

/**
 * Streams an archive and compares size and sha256 with what was recorded, before anything is made of it.
 *
 * @throws {ArchiveError} `Truncated` when it is shorter, `ChecksumMismatch` otherwise, both with the expected and the actual value.
 */
export async function verifyArchive(
  store: BlobStore,
  key: string,
  expected: FileDigest,
  options: CallOptions = {},
): Promise<VerifiedArchive> {
  const { body, size, etag } = await store.get(key, options);
  if (size !== expected.size) {
    body.destroy();
    throw new ArchiveError({
      reason: size < expected.size ? 'Truncated' : 'ChecksumMismatch',
      expected: `${expected.size} bytes`,
      actual: `${size} bytes`,
      message: `${key} has ${size} bytes, but ${expected.size} were recorded when the backup was made (sha256 ${expected.sha256})`,
    });
  }
  const digest = createHash('sha256');
  for await (const chunk of body as AsyncIterable<Buffer>) digest.update(chunk);
  checkDigest(key, expected.sha256, digest.digest('hex'));
  return { etag };
}
