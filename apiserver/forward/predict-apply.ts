import type { JsonSchema } from '../../api/schema/json-schema.ts';
import { pruned } from '../resources/prune.ts';
import { isObject, objectAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';

/**
 * The spec that a server-side apply will make, where that is plain to see: the applied values over those that are there. Undefined where it
 * is not: when the manager owned something that it does not apply any more, or in lists that are merged item by item. It saves the trial by
 * dry run; what it says is only judged by, the merging is kube-apiserver's.
 */
export function predictSpec(
  sent: JsonObject,
  stored: JsonObject,
  { manager, schema }: { manager: string; schema: JsonSchema },
): unknown {
  const spec = objectAt(sent, 'spec') ?? {};
  const owned = objectAt(objectAt(appliedBy(stored, manager), 'fieldsV1') ?? {}, 'f:spec') ?? {};
  const merged = namesAll(spec, owned) ? merge(stored['spec'], spec, schema) : undefined;
  return merged === undefined ? undefined : pruned(merged, schema);
}

/** The entry of managedFields with what a manager has applied; empty when it has not yet. */
export function appliedBy(stored: JsonObject, manager: string): JsonObject {
  const entries = objectAt(stored, 'metadata')?.['managedFields'];
  const own = (Array.isArray(entries) ? entries : [])
    .filter(isObject)
    .find((entry) => entry['manager'] === manager && entry['operation'] === 'Apply' && !entry['subresource']);
  return own ?? {};
}

/** Whether the value still has all that is owned, which is in the form of fieldsV1. Items of lists (`k:`, `v:`) are not looked into: perhaps not. */
function namesAll(value: unknown, owned: JsonObject): boolean {
  return Object.entries(owned).every(([key, inner]) => {
    if (key === '.') return true;
    if (!key.startsWith('f:') || !isObject(value) || !Object.hasOwn(value, key.slice(2))) return false;
    return !isObject(inner) || namesAll(value[key.slice(2)], inner);
  });
}

/** Undefined when it cannot be said. */
function merge(before: unknown, applied: unknown, schema: JsonSchema | undefined): unknown {
  if (Array.isArray(applied)) return isMergedByItem(schema) ? undefined : applied;
  if (!isObject(applied) || !isObject(before) || schema?.['x-kubernetes-map-type'] === 'atomic') return applied;
  const members = Object.entries(applied).map(
    ([key, value]) => [key, merge(before[key], value, memberSchema(schema, key))] as const,
  );
  if (members.some(([, value]) => value === undefined)) return undefined;
  return { ...before, ...Object.fromEntries(members) };
}

function memberSchema(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  return schema?.properties?.[key] ?? schema?.additionalProperties;
}

function isMergedByItem(schema: JsonSchema | undefined): boolean {
  const type = schema?.['x-kubernetes-list-type'];
  return type === 'map' || type === 'set';
}
