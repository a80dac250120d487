import type { ObjectSlice } from './read-meta.ts';

/**
 * The object with `apiVersion` and `kind` in front, as pieces to write one after the other; no other byte is touched or copied.
 * An object that says both itself comes back as it is.
 */
export function withTypeMeta(_object: Buffer, _apiVersion: string, _kind: string, _meta?: ObjectSlice): Buffer[] {
  throw new Error('not built yet');
}
