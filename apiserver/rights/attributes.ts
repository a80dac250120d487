import { goQuoted } from '../../api/meta/go-text.ts';
import type { RequestInfo } from '../server/request-info.ts';
import type { User } from '../server/user.ts';

/** spec of a SubjectAccessReview, authorization.k8s.io/v1. */
export interface AccessSpec {
  user: string;
  uid?: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: { path: string; verb: string };
}

export interface ResourceAttributes {
  verb: string;
  group: string;
  version?: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  fieldSelector?: { rawSelector: string };
  labelSelector?: { rawSelector: string };
}

/** What is asked before a request is let through. */
export function accessOf(user: User, info: RequestInfo): AccessSpec {
  const { resource } = info;
  if (resource === undefined) return { ...subject(user), nonResourceAttributes: { path: info.path, verb: info.verb } };
  return accessTo(user, {
    verb: info.verb,
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    ...(resource.subresource === undefined ? {} : { subresource: resource.subresource }),
    ...(resource.namespace === undefined ? {} : { namespace: resource.namespace }),
    ...(resource.name === undefined ? {} : { name: resource.name }),
    ...selectors(info),
  });
}

export function accessTo(user: User, resourceAttributes: ResourceAttributes): AccessSpec {
  return { ...subject(user), resourceAttributes };
}

/** The sentence of kube-apiserver's 403, the part behind "is forbidden: ". */
export function denial(spec: AccessSpec): string {
  const { resourceAttributes: asked, nonResourceAttributes: path } = spec;
  if (asked === undefined)
    return escapeHtml(`User ${goQuoted(spec.user)} cannot ${path?.verb} path ${goQuoted(path?.path ?? '')}`);
  const resource = asked.subresource === undefined ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const where =
    asked.namespace === undefined || asked.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace ${goQuoted(asked.namespace)}`;
  return escapeHtml(
    `User ${goQuoted(spec.user)} cannot ${asked.verb} resource ${goQuoted(resource)} in API group ${goQuoted(asked.group)} ${where}`,
  );
}

function subject(user: User): AccessSpec {
  return {
    user: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    extra: user.extra,
  };
}

/** Authorizers may look at selectors (AuthorizeWithSelectors); kube-apiserver parses them. */
function selectors(info: RequestInfo): Partial<ResourceAttributes> {
  if (info.verb !== 'list' && info.verb !== 'watch' && info.verb !== 'deletecollection') return {};
  const field = info.query.get('fieldSelector');
  const label = info.query.get('labelSelector');
  return {
    ...(field ? { fieldSelector: { rawSelector: field } } : {}),
    ...(label ? { labelSelector: { rawSelector: label } } : {}),
  };
}

/** Errors must not look like HTML to a browser. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
