import type { Ask } from './http.ts';
import { pathIn } from './twins.ts';

export const jsonPatch = 'application/json-patch+json';
export const mergePatch = 'application/merge-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

/** The patched Schedule `a` of a namespace. */
export const pathOf = (group: string, namespace: string): string => pathIn(group, 'schedules', namespace, 'a');

/** A patch of that Schedule; a body that is a function is made for the group. */
export function patch(
  namespace: string,
  contentType: string,
  body: unknown,
  query: Record<string, string> = {},
): (group: string) => Ask {
  return (group) => ({
    method: 'PATCH',
    path: pathOf(group, namespace),
    contentType,
    body: typeof body === 'function' ? (body as (group: string) => unknown)(group) : body,
    query,
  });
}
