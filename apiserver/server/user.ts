/** Who sends a request, as the front proxy vouches for him. */
export interface User {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
}

/** Every authenticated user is in it; bindings such as system:discovery's rely on that. */
export const authenticatedGroup = 'system:authenticated';

/** May do everything; no SubjectAccessReview is asked for it. */
export const mastersGroup = 'system:masters';

export function isMaster(user: User): boolean {
  return user.groups.includes(mastersGroup);
}

const systemUsers: ReadonlySet<string> = new Set(['system:apiserver', 'system:kube-controller-manager']);
const systemGroups: readonly string[] = [mastersGroup, 'system:serviceaccounts:kube-system'];

/** The cluster itself: its administrators, kube-apiserver, kube-controller-manager and the ServiceAccounts that its controllers use. */
export function isSystem({ username, groups }: User): boolean {
  return systemUsers.has(username) || systemGroups.some((group) => groups.includes(group));
}
