import { servedApiVersion } from '../groups.ts';
import { isWritable } from '../v1alpha1/kind-definition.ts';
import type { KindDefinition, StoredKind } from '../v1alpha1/kind-definition.ts';
import type { PathItem } from './document.ts';
import { downloadOperation } from './download-paths.ts';
import { parameters } from './meta/parameters.ts';
import {
  createOperation,
  deleteCollectionOperation,
  deleteOperation,
  listOperation,
  nameParameter,
  patchOperation,
  readOperation,
  replaceOperation,
} from './object-paths.ts';

/** Every path that is served for the kinds, with its operations. */
export function paths(kinds: readonly KindDefinition[]): Record<string, PathItem> {
  return Object.assign(
    {},
    ...kinds.map((kind) => (isWritable(kind) ? writablePaths(kind) : readPaths(kind))),
  ) as Record<string, PathItem>;
}

const root = `/apis/${servedApiVersion}`;

/** Of a kind whose objects are read, and nothing else. */
function readPaths(kind: KindDefinition): Record<string, PathItem> {
  const one = { get: readOperation(kind, '') };
  if (kind.scope === 'Cluster') {
    return {
      [`${root}/${kind.plural}`]: { get: listOperation(kind, kind.kind), parameters: [parameters.pretty] },
      [`${root}/${kind.plural}/{name}`]: { ...one, parameters: [nameParameter(kind), parameters.pretty] },
    };
  }
  const collection = `${root}/namespaces/{namespace}/${kind.plural}`;
  const scope = [parameters.namespace, parameters.pretty];
  return {
    ...everywhere(kind),
    [collection]: { get: listOperation(kind, `Namespaced${kind.kind}`), parameters: scope },
    [`${collection}/{name}`]: { ...one, parameters: [nameParameter(kind), ...scope] },
  };
}

/** The collection over all namespaces. */
function everywhere(kind: KindDefinition): Record<string, PathItem> {
  return {
    [`${root}/${kind.plural}`]: {
      get: listOperation(kind, `${kind.kind}ForAllNamespaces`),
      parameters: [parameters.pretty],
    },
  };
}

function writablePaths(kind: StoredKind): Record<string, PathItem> {
  const collection = `${root}/namespaces/{namespace}/${kind.plural}`;
  const one = `${collection}/{name}`;
  const scope = [parameters.namespace, parameters.pretty];
  const object = [nameParameter(kind), ...scope];
  const downloads = kind.downloads.map((download): [string, PathItem] => [
    `${one}/${download.name}`,
    { get: downloadOperation(kind, download), parameters: [nameParameter(kind), parameters.namespace] },
  ]);
  return {
    ...everywhere(kind),
    [collection]: {
      get: listOperation(kind, `Namespaced${kind.kind}`),
      post: createOperation(kind),
      delete: deleteCollectionOperation(kind),
      parameters: scope,
    },
    [one]: {
      get: readOperation(kind, ''),
      put: replaceOperation(kind, ''),
      patch: patchOperation(kind, ''),
      delete: deleteOperation(kind),
      parameters: object,
    },
    [`${one}/status`]: {
      get: readOperation(kind, 'Status'),
      put: replaceOperation(kind, 'Status'),
      patch: patchOperation(kind, 'Status'),
      parameters: object,
    },
    ...Object.fromEntries(downloads),
  };
}
