import { servedApiVersion } from '../groups.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
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
  return Object.assign({}, ...kinds.map(pathsOf)) as Record<string, PathItem>;
}

function pathsOf(kind: KindDefinition): Record<string, PathItem> {
  const root = `/apis/${servedApiVersion}`;
  const collection = `${root}/namespaces/{namespace}/${kind.plural}`;
  const one = `${collection}/{name}`;
  const scope = [parameters.namespace, parameters.pretty];
  const object = [nameParameter(kind), ...scope];
  const downloads = kind.downloads.map((download): [string, PathItem] => [
    `${one}/${download.name}`,
    { get: downloadOperation(kind, download), parameters: [nameParameter(kind), parameters.namespace] },
  ]);
  return {
    [`${root}/${kind.plural}`]: {
      get: listOperation(kind, `${kind.kind}ForAllNamespaces`),
      parameters: [parameters.pretty],
    },
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
