import type { ArchiveObject } from './entry.ts';

/** First field of every index. Another number means another meaning of the fields, and is refused. */
export const indexFormat = 'stowage-archive-index/1';

/** An entry whose member is not compressed yet, so that its place in the archive is not known. */
export interface PendingEntry {
  /** The line up to the name; shared by neighbours of the same kind and namespace. */
  head: string;
  name: string;
  position: number;
  size: number;
  sha256: string;
}

/** Beginning of the line of an object. */
export function lineHead({ resource, version, kind, namespace }: Omit<ArchiveObject, 'json' | 'name'>): string {
  const place = namespace ? `"namespace":${JSON.stringify(namespace)},` : '';
  return `{"resource":${JSON.stringify(resource)},"version":${JSON.stringify(version)},"kind":${JSON.stringify(kind)},${place}"name":`;
}

/** The whole line, once the member's place is known. */
export function indexLine(
  { head, name, position, size, sha256 }: PendingEntry,
  offset: number,
  length: number,
): string {
  return `${head}${JSON.stringify(name)},"offset":${offset},"length":${length},"position":${position},"size":${size},"sha256":"${sha256}"}`;
}
