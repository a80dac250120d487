import { apiServiceName, apiserverAccount, controllersAccount } from '../api/groups.ts';
import { isWritable } from '../api/kinds.ts';
import type { StoredKind } from '../api/kinds.ts';
import { clusterRole } from './cluster-role.ts';
import type { ClusterRole } from './cluster-role.ts';
import { recordReadRules, recordRules } from './rules.ts';

/** The ClusterRoles of the two processes. What they need inside the system namespace only is in Roles, in base/. */
export function processRoles(kinds: readonly StoredKind[]): ClusterRole[] {
  return [apiserver(kinds), controllers(kinds)];
}

function apiserver(kinds: readonly StoredKind[]): ClusterRole {
  const rules = [
    ...recordRules(kinds.filter(isWritable)),
    ...recordReadRules(kinds.filter((kind) => !isWritable(kind))),
    {
      apiGroups: ['apiregistration.k8s.io'],
      resources: ['apiservices'],
      resourceNames: [apiServiceName],
      verbs: ['get', 'update', 'patch'],
    },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  ];
  return clusterRole(apiserverAccount, rules, {
    comment:
      'The apiserver writes records and keeps the caBundle of its own APIService; it looks whether namespaces that a spec names are there. No Secrets cluster-wide, no impersonation; rights checks come from system:auth-delegator.',
  });
}

function controllers(kinds: readonly StoredKind[]): ClusterRole {
  const rules = [
    ...recordRules(kinds),
    { apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['*'], verbs: ['impersonate'] },
    { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'create', 'update', 'patch'] },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'clusterroles'],
      verbs: ['escalate', 'bind'],
    },
  ];
  return clusterRole(controllersAccount, rules, { comment: honestly });
}

const honestly = `This is as good as cluster-admin: whoever can act as this ServiceAccount can do anything.
A backup of everything reads everything, a restore of everything writes everything (Roles that the writer does not hold included), and runs in
tenant namespaces act as their requester, which takes the right to impersonate anybody. RBAC cannot say less: it knows no "impersonate those
whose backups are due" (constrained impersonation comes with Kubernetes 1.36). See docs/decisions/controllers-rights.md for what keeps it in bounds.
Impersonating extra attributes is asked as userextras/<key> with keys that authenticators make up, so the resource there is *.`;
