import type { ObjectMeta } from '../../api/meta/object-meta.ts';

/** `namespace/name`, or `name` for cluster-scoped kinds. */
export function keyOf(object: { metadata: ObjectMeta }): string {
  return joinKey(object.metadata.namespace, object.metadata.name ?? '');
}

export function joinKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
