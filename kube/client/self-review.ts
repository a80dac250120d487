import type { Identity } from './identity.ts';

/** authentication.k8s.io/v1: who the server takes the caller for. */
export interface SelfSubjectReview {
  status?: { userInfo?: UserInfo };
}

export interface UserInfo {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

/** What differs between the identity that was meant and the one that the server saw; undefined when they are the same. */
export function explainDifference(meant: Identity, seen: UserInfo): string | undefined {
  if (seen.username !== meant.username) return `the user ${JSON.stringify(seen.username ?? '')}`;
  if ((seen.uid ?? '') !== (meant.uid ?? '')) return `the UID ${JSON.stringify(seen.uid ?? '')}`;
  const groups = new Set(seen.groups);
  const missing = (meant.groups ?? []).find((group) => !groups.has(group));
  if (missing !== undefined) return `no group ${JSON.stringify(missing)}`;
  const allowed = new Set([...(meant.groups ?? []), ...impliedGroups(meant)]);
  const added = [...groups].find((group) => !allowed.has(group));
  if (added !== undefined) return `the group ${JSON.stringify(added)}`;
  return sameExtra(meant.extra ?? {}, seen.extra ?? {}) ? undefined : 'other extra fields';
}

/** Groups that kube-apiserver adds by itself to an impersonated user. */
function impliedGroups(identity: Identity): string[] {
  if (identity.username === 'system:anonymous') return ['system:unauthenticated'];
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(identity.username);
  if (account === null) return ['system:authenticated'];
  return ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${account[1]}`];
}

function sameExtra(meant: NonNullable<Identity['extra']>, seen: Record<string, string[]>): boolean {
  return canonical(meant) === canonical(seen);
}

function canonical(extra: Readonly<Record<string, readonly string[]>>): string {
  const filled = Object.entries(extra).filter(([, values]) => values.length > 0);
  return JSON.stringify(filled.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
