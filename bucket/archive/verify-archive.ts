import { createHash } from 'node:crypto';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import type { FileDigest } from './entry.ts';
import { ArchiveError } from './errors.ts';
import { scanArchive, type ScanOptions } from './scan-archive.ts';

export interface VerifiedArchive {
  /** Pin later reads to these bytes with `ifMatch`. */
  etag: string;
}

/**
 * Streams an archive and compares size and sha256 with what was recorded, before anything is made of it. Throws ArchiveError
 * `Truncated` when it is shorter, `ChecksumMismatch` otherwise, both with the expected and the actual value.
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
  for await (const chunk of body as AsyncIterable<Buffer>) {
    digest.update(chunk);
  }
  checkDigest(key, expected.sha256, digest.digest('hex'));
  return { etag };
}

/** Throws `ChecksumMismatch` with both values. */
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

/** What a first pass over a foreign archive found. */
export interface ArchiveSurvey extends FileDigest {
  /** Objects that `readArchive` will yield. */
  items: number;
  /** Paths of objects that are stored under version directories only; of several versions, the one to take. */
  versionedOnly: ReadonlySet<string>;
}

/** Walks a whole archive without keeping it, so that a damaged or evil one is found before anything is written. Throws ArchiveError. */
export async function surveyArchive(
  stream: AsyncIterable<Uint8Array>,
  options: ScanOptions = {},
): Promise<ArchiveSurvey> {
  const plain = new Set<string>();
  const versioned = new Map<string, { path: string; preferred: boolean }>();
  let digest: FileDigest = { size: 0, sha256: '' };
  const items = scanArchive(stream, options, (found) => {
    digest = found;
  });
  for await (const { path, resource, namespace, name, version, preferred } of items) {
    const id = `${resource}/${namespace ?? ''}/${name}`;
    if (version === undefined) {
      plain.add(id);
      versioned.delete(id);
    } else if (!plain.has(id) && !versioned.get(id)?.preferred) {
      const former = versioned.get(id);
      versioned.set(id, former && !preferred ? former : { path, preferred });
    }
  }
  const versionedOnly = new Set([...versioned.values()].map(({ path }) => path));
  return { ...digest, items: plain.size + versionedOnly.size, versionedOnly };
}
