import type { JsonSchema } from '../../api/schema/json-schema.ts';
import { isObject } from '../translate/json.ts';

/** A value as kube-apiserver keeps it: without what its schema does not know, and without nulls. */
export function pruned(value: unknown, schema: JsonSchema): unknown {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  if (Array.isArray(value))
    return value.map((item) => (schema.items === undefined ? item : pruned(item, schema.items)));
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    return inner === undefined || member === null ? [] : [[key, pruned(member, inner)] as const];
  });
  return Object.fromEntries(members);
}
