import { isObject, objectAt, sameJson } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';

/**
 * True when an apply is sure to leave the spec as it is: everything in it is there already, and its manager has never applied more. It
 * saves the trial of the most frequent apply, that of a tool that applies the same again and again. False means: perhaps.
 */
export function leavesSpec(sent: JsonObject, stored: JsonObject, manager: string): boolean {
  const spec = objectAt(sent, 'spec') ?? {};
  const entries = objectAt(stored, 'metadata')?.['managedFields'];
  const own = (Array.isArray(entries) ? entries : [])
    .filter(isObject)
    .find((entry) => entry['manager'] === manager && entry['operation'] === 'Apply' && !entry['subresource']);
  if (own === undefined) return false;
  const owned = objectAt(objectAt(own, 'fieldsV1') ?? {}, 'f:spec') ?? {};
  return holds(stored['spec'], spec) && names(spec, owned);
}

/** Whether every member of `part` is in `whole` with the same value. Lists must be equal. */
function holds(whole: unknown, part: unknown): boolean {
  if (!isObject(part) || !isObject(whole)) return sameJson(whole, part);
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && holds(whole[key], value));
}

/** Whether the value has all that is owned, which is in the form of fieldsV1. Items of lists (`k:`, `v:`) are not looked into: perhaps not. */
function names(value: unknown, owned: JsonObject): boolean {
  return Object.entries(owned).every(([key, inner]) => {
    if (key === '.') return true;
    if (!key.startsWith('f:') || !isObject(value) || !Object.hasOwn(value, key.slice(2))) return false;
    return !isObject(inner) || names(value[key.slice(2)], inner);
  });
}
