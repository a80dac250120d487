import type { ArchiveObject } from './entry.ts';

/** First field of every index. Another number means another meaning of the fields, and is refused. */
export const indexFormat = 'stowage-archive-index/1';

/** An entry whose member is not compressed yet: the two ends of its line. */
export interface PendingLine {
  head: string;
  tail: string;
}

/** Where an object lies in the member that is being filled. */
export interface Placement {
  position: number;
  size: number;
  sha256: string;
}

/** Prepares a line; the member's place comes between its two ends. */
export function pendingLine(object: ArchiveObject, placement: Placement): PendingLine {
  const namespace = object.namespace ? `,"namespace":${JSON.stringify(object.namespace)}` : '';
  return {
    head: `{"resource":"${object.resource}","version":${JSON.stringify(object.version)},"kind":${JSON.stringify(object.kind)}${namespace},"name":${JSON.stringify(object.name)},"offset":`,
    tail: `,"position":${placement.position},"size":${placement.size},"sha256":"${placement.sha256}"}`,
  };
}

/** Completes lines of one member. */
export function completeLines(lines: readonly PendingLine[], offset: number, length: number): string[] {
  return lines.map(({ head, tail }) => `${head}${offset},"length":${length}${tail}`);
}
