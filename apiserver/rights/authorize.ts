import type { Log } from '../../kube/process/log.ts';
import { isMaster } from '../server/user.ts';
import type { User } from '../server/user.ts';
import { forbidden, internal } from '../server/failures.ts';
import type { RequestInfo } from '../server/request-info.ts';
import { accessOf, accessTo, denial } from './attributes.ts';
import type { AccessSpec, ResourceAttributes } from './attributes.ts';
import type { Reviewer } from './reviewer.ts';

export interface Authorizer {
  /** Resolves when the user may do this; rejects with 403, or with 500 when nobody could say. */
  request(user: User, info: RequestInfo): Promise<void>;
  /** The same for something that the request implies. */
  demand(user: User, attributes: ResourceAttributes): Promise<void>;
  /** Whether the user may; rejects with 500 when nobody could say. */
  may(user: User, attributes: ResourceAttributes): Promise<boolean>;
}

export function createAuthorizer(reviewer: Reviewer, log: Log): Authorizer {
  const decide = async (user: User, spec: AccessSpec): Promise<{ allowed: boolean; reason: string }> => {
    if (isMaster(user)) return { allowed: true, reason: '' };
    try {
      return await reviewer.review(spec);
    } catch (error) {
      log.error('access review failed', { user: user.username, error });
      throw internal('the SubjectAccessReview for this request could not be made; try again');
    }
  };
  const demand = async (user: User, spec: AccessSpec): Promise<void> => {
    const decision = await decide(user, spec);
    if (decision.allowed) return;
    const asked = spec.resourceAttributes;
    const target = { resource: asked?.resource ?? '', name: asked?.name, ...(asked ? { group: asked.group } : {}) };
    throw forbidden(target, decision.reason === '' ? denial(spec) : `${denial(spec)}: ${decision.reason}`);
  };
  return {
    request: async (user, info) => {
      if (isExempt(info)) return;
      const spec = accessOf(user, info);
      const broader = whateverName(spec);
      if (broader !== undefined && (await decide(user, broader)).allowed) return;
      await demand(user, spec);
    },
    demand: (user, attributes) => demand(user, accessTo(user, attributes)),
    may: async (user, attributes) => (await decide(user, accessTo(user, attributes))).allowed,
  };
}

/**
 * The question whether the user may do this to all objects of the kind. Most who may do it to one may, and its answer is kept for the next
 * object; asking for each name would be a second request to kube-apiserver behind nearly every one of ours. An authorizer that lets
 * somebody have all but one has been asked for that very one by kube-apiserver, before it passed the request on.
 */
function whateverName(spec: AccessSpec): AccessSpec | undefined {
  const asked = spec.resourceAttributes;
  if (asked?.name === undefined || asked.fieldSelector !== undefined || asked.labelSelector !== undefined)
    return undefined;
  const { name: _, ...others } = asked;
  return { ...spec, resourceAttributes: others };
}

/**
 * Discovery is for every authenticated user, as system:discovery gives it in every cluster: it is asked without groups by kube-apiserver's
 * own controllers, and a cluster without that binding must not lose its namespace deletion over it.
 */
export function isExempt(info: RequestInfo): boolean {
  if (info.resource !== undefined || info.verb !== 'get') return false;
  return exemptPaths.test(info.path);
}

const exemptPaths = /^\/(?:apis?(?:\/[^/]*){0,2}|openapi\/v[23](?:\/.*)?|version|healthz|livez|readyz)?\/?$/;
