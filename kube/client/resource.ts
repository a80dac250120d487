/** Where an object or collection is in the API. The core group is ''. */
export interface ResourceRef {
  group: string;
  version: string;
  plural: string;
  /** Left out for cluster-scoped kinds, and for the collection over all namespaces. */
  namespace?: string;
  /** Left out for the collection. */
  name?: string;
  subresource?: string;
}

/**
 * `/apis/<group>/<version>/namespaces/<namespace>/<plural>/<name>/<subresource>`, each part percent-encoded.
 * @throws {Error} on a part that would change the meaning of the path (empty, `.`, `..`).
 */
export function resourcePath(ref: ResourceRef): string {
  const root = ref.group === '' ? `/api/${part(ref.version)}` : `/apis/${part(ref.group)}/${part(ref.version)}`;
  const space = ref.namespace === undefined ? '' : `/namespaces/${part(ref.namespace)}`;
  const name = ref.name === undefined ? '' : `/${part(ref.name)}`;
  const subresource = ref.subresource === undefined ? '' : `/${ref.subresource.split('/').map(part).join('/')}`;
  return `${root}${space}/${part(ref.plural)}${name}${subresource}`;
}

/** `v1`, or `<group>/<version>`. */
export function apiVersionOf(ref: { group: string; version: string }): string {
  return ref.group === '' ? ref.version : `${ref.group}/${ref.version}`;
}

function part(text: string): string {
  if (text === '' || text === '.' || text === '..') throw new Error(`"${text}" cannot be a part of an API path`);
  return encodeURIComponent(text);
}
