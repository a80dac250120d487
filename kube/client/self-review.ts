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
export function explainDifference(meant: Identity, saw: UserInfo): string | undefined {
  const seen = { ...nobody, ...saw };
  const wanted = { ...nobody, ...meant };
  if (seen.username !== wanted.username) return `the user ${JSON.stringify(seen.username)}`;
  if (seen.uid !== wanted.uid) return `the UID ${JSON.stringify(seen.uid)}`;
  const group = differingGroup(wanted, seen.groups);
  if (group !== undefined) return group;
  return canonical(wanted.extra) === canonical(seen.extra) ? undefined : 'other extra fields';
}

const nobody = { username: '', uid: '', groups: [], extra: {} };

function differingGroup(meant: Identity, seen: readonly string[]): string | undefined {
  const groups = meant.groups ?? [];
  const missing = groups.find((group) => !seen.includes(group));
  if (missing !== undefined) return `no group ${JSON.stringify(missing)}`;
  const allowed = [...groups, ...impliedGroups(meant)];
  const added = seen.find((group) => !allowed.includes(group));
  return added === undefined ? undefined : `the group ${JSON.stringify(added)}`;
}

/** Groups that kube-apiserver adds by itself to an impersonated user. */
function impliedGroups(identity: Identity): string[] {
  if (identity.username === 'system:anonymous') return ['system:unauthenticated'];
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(identity.username);
  if (account === null) return ['system:authenticated'];
  return ['system:authenticated', 'system:serviceaccounts', `system:serviceaccounts:${account[1]}`];
}

function canonical(extra: Readonly<Record<string, readonly string[]>>): string {
  const filled = Object.entries(extra).filter(([, values]) => values.length > 0);
  return JSON.stringify(filled.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
