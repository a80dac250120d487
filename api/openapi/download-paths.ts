import type { DownloadName, StoredKind } from '../v1alpha1/kind-definition.ts';
import type { Operation, Parameter } from './document.ts';
import { content, operation } from './operation.ts';

/** Query parameters that a download takes beside the path. */
const queries: Record<DownloadName, readonly Parameter[]> = {
  log: [query('follow', 'boolean', 'Go on with the log until the run ends. Defaults to false.')],
  resources: [],
  results: [],
  contents: [
    query(
      'resource',
      'string',
      'Answer with one object instead of the archive: plural and group of its kind, as in deployments.apps.',
    ),
    query(
      'namespace',
      'string',
      'Namespace of that object, empty for a cluster-scoped one. Only together with resource and name.',
    ),
    query('name', 'string', 'Name of that object. Only together with resource.'),
  ],
};

const mediaTypes: Record<DownloadName, readonly string[]> = {
  log: ['text/plain'],
  resources: ['application/json'],
  results: ['application/json'],
  contents: ['application/gzip', 'application/json'],
};

/** GET of a subresource that streams a file. `contents` honours Range, so it can answer in parts. */
export function downloadOperation(kind: StoredKind, download: StoredKind['downloads'][number]): Operation {
  const body = content({ type: 'string' }, mediaTypes[download.name]);
  return operation(kind, {
    action: 'get',
    verb: 'read',
    target: `Namespaced${kind.kind}${download.name.charAt(0).toUpperCase()}${download.name.slice(1)}`,
    description: `read ${download.name} of the specified ${kind.kind}: ${download.description}`,
    parameters: queries[download.name],
    responses: download.name === 'contents' ? { '200': body, '206': body } : { '200': body },
  });
}

function query(name: string, type: Parameter['schema']['type'], description: string): Parameter {
  return { name, in: 'query', description, schema: { type, uniqueItems: true } };
}
