import type { BigIntStats } from 'node:fs';

/** Changes with every put: a blob is never written in place, so its inode, size and time of writing identify its bytes. */
export function etagOf(stats: BigIntStats): string {
  return `"${stats.ino.toString(16)}-${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}"`;
}
