import type { ObjectMetaSlice } from './read-meta.ts';
import { readMeta } from './read-meta.ts';
import { skipSpace } from './scan.ts';

/**
 * The object with `apiVersion` and `kind` in front, as pieces to write one after the other; no other byte is touched or copied.
 * What an object says of itself stays (items of CRD lists do, those of built-in kinds do not).
 * @param meta of `readMeta`, when the caller has it already.
 */
export function withTypeMeta(object: Buffer, apiVersion: string, kind: string, meta?: ObjectMetaSlice): Buffer[] {
  const known = meta ?? readMeta(object);
  const lacksVersion = known.apiVersion === undefined;
  const lacksKind = known.kind === undefined;
  if (!lacksVersion && !lacksKind) return [object];
  const first = skipSpace(object, skipSpace(object, 0) + 1);
  const head = headFor(lacksVersion ? apiVersion : undefined, lacksKind ? kind : undefined);
  return object[first] === 0x7d ? [head.subarray(0, -1), object.subarray(first)] : [head, object.subarray(first)];
}

/** A list's items all get the same head. */
let latest: { apiVersion: string | undefined; kind: string | undefined; head: Buffer } | undefined;

/** `{"apiVersion":"v1","kind":"Pod",` */
function headFor(apiVersion: string | undefined, kind: string | undefined): Buffer {
  if (latest === undefined || latest.apiVersion !== apiVersion || latest.kind !== kind) {
    const head = Buffer.from(`${JSON.stringify({ apiVersion, kind }).slice(0, -1)},`);
    latest = { apiVersion, kind, head };
  }
  return latest.head;
}
