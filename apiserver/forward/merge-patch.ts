import { isObject } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';

/** Applies a JSON merge patch (RFC 7396): null removes, an object merges, anything else replaces. The arguments are not changed. */
export function applyMergePatch(target: unknown, patch: JsonObject): JsonObject {
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? applyMergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}
