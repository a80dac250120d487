import type { BlobError } from '../blob/errors.ts';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';

export type ProbeStep = 'layout' | 'write' | 'read' | 'compare' | 'readRange' | 'list' | 'delete';

export type ProbeResult = { ok: true } | { ok: false; step: ProbeStep; error: BlobError };

/**
 * Finds out whether a location works: writes `metadata/stowage-probe-<random>`, reads it back, reads a part of it, lists and deletes it.
 * `random` is a name that nobody else uses.
 */
export function probe(store: BlobStore, random: string, options?: CallOptions): Promise<ProbeResult> {
  return Promise.reject(new Error(`not built yet ${random} ${typeof store} ${typeof options}`));
}
