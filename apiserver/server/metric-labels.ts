import { mediaType } from './media-type.ts';
import { isDryRunQuery, isServed } from './request-info.ts';
import type { RequestInfo, ResourceInfo } from './request-info.ts';

/** The labels of kube-apiserver's request metrics, in its order, without `code`. */
export const labelNames = [
  'verb',
  'dry_run',
  'group',
  'version',
  'resource',
  'subresource',
  'scope',
  'component',
] as const;

export type RequestLabels = Record<(typeof labelNames)[number], string>;

/** Value of `component` in every API server, ours as well as kube-apiserver. */
const component = 'apiserver';

/**
 * Only names that we know become labels, so that nobody can make a time series of a path or a verb that he thought up: there are at most
 * a few hundred combinations.
 */
export function labelsOf(info: RequestInfo, contentType: string | undefined): RequestLabels {
  const verb = verbOf(info, contentType);
  const { resource } = info;
  if (resource === undefined || !isServed(resource)) {
    return { verb, ...nothing, subresource: knownPaths.find((path) => isBelow(info.path, path)) ?? '' };
  }
  return {
    verb,
    dry_run: isDryRunQuery(info.query) ? 'All' : '',
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    subresource: resource.subresource ?? '',
    scope: scopeOf(resource, info.verb),
    component,
  };
}

const nothing = { dry_run: '', group: '', version: '', resource: '', subresource: '', scope: '', component };

/** kube-apiserver puts the paths that are no resources into `subresource` too. The first one that fits counts. */
const knownPaths = ['/apis', '/openapi/v2', '/openapi/v3', '/version', '/metrics', '/healthz', '/livez', '/readyz'];

function isBelow(path: string, known: string): boolean {
  return path === known || path.startsWith(`${known}/`);
}

/** Verbs as kube-apiserver reports them: HTTP's for writes, Kubernetes' for reads. */
const reportedVerbs: Readonly<Record<string, string>> = {
  get: 'GET',
  head: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  post: 'POST',
  update: 'PUT',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETECOLLECTION',
};

function verbOf({ verb }: RequestInfo, contentType: string | undefined): string {
  const reported = Object.hasOwn(reportedVerbs, verb) ? reportedVerbs[verb] : undefined;
  if (reported === 'PATCH' && mediaType(contentType) === 'application/apply-patch+yaml') return 'APPLY';
  return reported ?? 'OTHER';
}

function scopeOf({ named, namespace }: ResourceInfo, verb: string): string {
  if (named || verb === 'create') return 'resource';
  return namespace === undefined ? 'cluster' : 'namespace';
}
