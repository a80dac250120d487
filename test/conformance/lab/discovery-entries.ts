import { alike } from './alike.ts';
import { at, listAt, textAt } from './at.ts';
import type { Answer } from './http.ts';

/** The entry of a group in an aggregated list. */
export function entryOf(list: unknown, group: string): unknown {
  return listAt(list, 'items').find((item) => textAt(item, 'metadata.name') === group);
}

/** What one entry about a resource says, without what ours has and a CRD cannot have: short names, a category, downloads. */
export function resourceShape(group: unknown, plural: string): unknown {
  const found = listAt(group, 'versions.0.resources').find((resource) => at(resource, 'resource') === plural);
  if (typeof found !== 'object' || found === null) return undefined;
  const rest = without(found as Record<string, unknown>, ['shortNames', 'categories']);
  const subresources = listAt(found, 'subresources').filter((sub) => at(sub, 'subresource') === 'status');
  return alike(sortedVerbs({ ...rest, subresources }));
}

export function without(value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** The order of verbs means nothing. */
export function sortedVerbs(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sortedVerbs(item));
    return items.every((item) => typeof item === 'string') ? items.toSorted() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sortedVerbs(member)]));
}

/** The entry of a group in a plain list. */
export function groupOf({ json }: Answer, name: string): unknown {
  return alike(listAt(json, 'groups').find((group) => at(group, 'name') === name));
}
