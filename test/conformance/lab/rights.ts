import { servedGroup } from '../../../api/groups.ts';
import type { Lab } from './lab.ts';
import { twinGroup } from './twins.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Lets a user do this to everything of both groups in a namespace, and use its ServiceAccounts when `impersonate` is among the verbs. */
export async function grantAll(lab: Lab, namespace: string, username: string, verbs: readonly string[]): Promise<void> {
  await grant(lab, namespace, username, [
    { apiGroups: [servedGroup, twinGroup], resources: ['*'], verbs: verbs.filter((verb) => verb !== 'impersonate') },
    ...(verbs.includes('impersonate')
      ? [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] }]
      : []),
  ]);
}

export interface Rule {
  apiGroups: readonly string[];
  resources: readonly string[];
  verbs: readonly string[];
  resourceNames?: readonly string[];
}

/** Gives a user these rights in a namespace. The names of Role and RoleBinding are the user's. */
export async function grant(lab: Lab, namespace: string, username: string, rules: readonly Rule[]): Promise<void> {
  const name = username.replaceAll(/[^a-z0-9.-]/g, '-');
  const where = `${rbac}/namespaces/${namespace}`;
  await lab.api.must({ method: 'POST', path: `${where}/roles`, body: { metadata: { name }, rules } });
  await lab.api.must({
    method: 'POST',
    path: `${where}/rolebindings`,
    body: {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: username }],
    },
  });
}
