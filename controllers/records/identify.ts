import type { ObjectMeta } from '../../api/meta/object-meta.ts';

/** Namespace, name and UID of an object that the API server returned: there they are always set. */
export function identify({ metadata }: { metadata: ObjectMeta }): { namespace: string; name: string; uid: string } {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '', uid: metadata.uid ?? '' };
}
