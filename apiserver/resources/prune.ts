import type { JsonSchema } from '../../api/schema/json-schema.ts';
import { isObject } from '../translate/json.ts';

/** A value as kube-apiserver keeps it: without what its schema does not know, and without nulls. */
export function pruned(value: unknown, schema: JsonSchema): unknown {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  if (Array.isArray(value))
    return value.map((item) => (schema.items === undefined ? item : pruned(item, schema.items)));
  if (!isObject(value)) return value;
  // Of a copy, which has its shape at once: half the time of an object that is made of its entries.
  const kept = { ...value };
  for (const [key, member] of Object.entries(value)) {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    if (inner === undefined || member === null) delete kept[key];
    else kept[key] = pruned(member, inner);
  }
  return kept;
}
