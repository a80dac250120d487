import { servedGroup, version } from '../../api/groups.ts';
import { kindByPlural, subresourcesOf } from '../../api/kinds.ts';

/** What a request is about, read from its method and URL by kube-apiserver's own grammar (RequestInfoFactory). */
export interface RequestInfo {
  /** Decoded path, without query. */
  path: string;
  /** For a resource Kubernetes' verb (`list`, `deletecollection`, ...), else the method in lower case. */
  verb: string;
  /** Set when the path names a resource below /apis/<group>/<version>/. */
  resource?: ResourceInfo;
  query: URLSearchParams;
}

export interface ResourceInfo {
  group: string;
  version: string;
  namespace?: string;
  /** Plural, as the path has it. It need not exist. */
  plural: string;
  /** Also set on a list, watch or deletecollection with a field selector on metadata.name: RBAC's resourceNames work on it. */
  name?: string;
  /** True when `name` is a part of the path. */
  named: boolean;
  subresource?: string;
  /** Path parts after the subresource. */
  rest: string[];
}

/**
 * Reads method and URL (`/path?query`).
 * @throws {URIError} when the path is not valid percent-encoding.
 */
export function readRequestInfo(method: string, url: string): RequestInfo {
  const [rawPath, rawQuery] = splitUrl(url);
  const path = decodeURIComponent(rawPath);
  const query = new URLSearchParams(rawQuery);
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] !== 'apis' || parts.length < 4) return { path, verb: method.toLowerCase(), query };
  const [, group = '', asked = '', ...tail] = parts;
  const forcedWatch = tail[0] === 'watch' && tail.length > 1;
  const resource = readResource({ group, version: asked }, forcedWatch ? tail.slice(1) : tail);
  const verb = forcedWatch ? 'watch' : verbOf(method, resource, query);
  if (!resource.named && collectionVerbs.has(verb)) addSelectedName(resource, query);
  return { path, verb, query, resource };
}

/** True when the path names a kind that is served, and nothing but a subresource of known name behind it. */
export function isServed({ group, version: asked, plural, subresource, rest }: ResourceInfo): boolean {
  const kind = group === servedGroup && asked === version ? kindByPlural(plural) : undefined;
  if (kind === undefined || rest.length > 0) return false;
  return subresource === undefined || subresourcesOf(kind).includes(subresource);
}

/** Reads a boolean query parameter as Kubernetes does: "0" and "false" are false, anything else is true, also "". */
export function flagParameter(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** dryRun=All, or any other value: what is wrong with it is kube-apiserver's to say. */
export function isDryRunQuery(query: URLSearchParams): boolean {
  return query.has('dryRun');
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

const collectionVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

function readResource(groupVersion: { group: string; version: string }, tail: string[]): ResourceInfo {
  const namespaced = tail[0] === 'namespaces' && tail.length > 2 && !namespaceSubresources.has(tail[2] ?? '');
  const [plural = '', name, subresource, ...rest] = namespaced ? tail.slice(2) : tail;
  const namespace = tail[0] === 'namespaces' ? tail[1] : undefined;
  return {
    ...groupVersion,
    plural,
    named: name !== undefined,
    rest,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** /namespaces/<name>/status and /finalize are the Namespace's own subresources, not collections in it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

const methodVerbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function verbOf(method: string, resource: ResourceInfo, query: URLSearchParams): string {
  const verb = methodVerbs[method] ?? '';
  if (resource.named) return verb;
  if (verb === 'get') return flagParameter(query, 'watch') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

function addSelectedName(resource: ResourceInfo, query: URLSearchParams): void {
  const name = selectedName(query.get('fieldSelector') ?? '');
  if (name !== undefined && isPathSegment(name)) resource.name = name;
}

/** The name that a field selector demands, if it demands exactly one. */
function selectedName(selector: string): string | undefined {
  for (const term of selector.split(',')) {
    const match = /^\s*metadata\.name\s*==?\s*([^=!\s]+)\s*$/.exec(term);
    if (match) return match[1];
  }
  return undefined;
}

function isPathSegment(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/%]/.test(name);
}
