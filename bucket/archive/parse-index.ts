import type { ArchiveTotals, IndexEntry } from './entry.ts';
import { ArchiveError } from './errors.ts';
import { indexFormat } from './index-format.ts';
import { maxMemberBytes } from './limits.ts';
import { objectPath } from './paths.ts';

/** Reads `{"format":...,"entries":[`. @throws {ArchiveError} `Foreign` for another format. */
export function parseFirstLine(line: string): void {
  const { format } = parse(`${line}]}`) as { format?: unknown };
  if (format !== indexFormat) {
    throw new ArchiveError({
      reason: 'Foreign',
      expected: indexFormat,
      actual: JSON.stringify(format)?.slice(0, 100),
      message: `the index of the archive is of a format that this version does not know: ${JSON.stringify(format)?.slice(0, 100)}`,
    });
  }
}

/** Reads a line of an entry and checks every field of it. */
export function parseEntry(line: string): IndexEntry {
  const entry = parse(line.endsWith(',') ? line.slice(0, -1) : line) as Partial<Record<keyof IndexEntry, unknown>>;
  const { resource, version, kind, namespace, name, offset, length, position, size, sha256 } = entry;
  const found = {
    resource: text(resource),
    version: text(version),
    kind: text(kind),
    ...(namespace !== undefined && { namespace: text(namespace) }),
    name: text(name),
    offset: integer(offset, Number.MAX_SAFE_INTEGER),
    // A member that does not compress grows a little.
    length: integer(length, 2 * maxMemberBytes),
    position: integer(position, maxMemberBytes),
    size: integer(size, maxMemberBytes),
    sha256: digest(sha256),
  };
  objectPath(found);
  return found;
}

/** Reads `],"archive":{...}}`. */
export function parseLastLine(line: string): ArchiveTotals {
  const { archive } = parse(`{"entries":[${line}`) as { archive?: Partial<Record<keyof ArchiveTotals, unknown>> };
  return {
    size: integer(archive?.size, Number.MAX_SAFE_INTEGER),
    sha256: digest(archive?.sha256),
    items: integer(archive?.items, Number.MAX_SAFE_INTEGER),
    members: integer(archive?.members, Number.MAX_SAFE_INTEGER),
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw corruptIndex(error);
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > 1024) throw corruptIndex();
  return value;
}

function integer(value: unknown, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most) throw corruptIndex();
  return value as number;
}

function digest(value: unknown): string {
  const found = text(value);
  if (!/^[0-9a-f]{64}$/.test(found)) throw corruptIndex();
  return found;
}

function corruptIndex(cause?: unknown): ArchiveError {
  return new ArchiveError({ reason: 'Corrupt', message: 'the index of the archive has a line that is wrong', cause });
}
