export interface ApiResource {
  /** '' is the core group. */
  group: string;
  version: string;
  /** True for the version that the server prefers for this group. */
  preferred: boolean;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  /** Names of subresources, such as `status`, `scale`. */
  subresources: string[];
  /**
   * `<plural>` or `<plural>.<group>`: one key for all versions of a kind, and for two groups that show the same stored objects (Events
   * are in the core group and in events.k8s.io). Who takes each key once takes each object once.
   */
  storageGroupKey: string;
}

/** A group version whose resources could not be read: nothing is known of them, which is not the same as there being none. */
export interface FailedGroup {
  group: string;
  version: string;
  message: string;
}

export interface Discovery {
  resources: ApiResource[];
  failed: FailedGroup[];
}

/** Group resources that show what another group stores (kube-apiserver's cohabitating resources). */
const storedElsewhere: Readonly<Record<string, string>> = {
  'events.events.k8s.io': 'events',
  'deployments.extensions': 'deployments.apps',
  'daemonsets.extensions': 'daemonsets.apps',
  'replicasets.extensions': 'replicasets.apps',
  'ingresses.extensions': 'ingresses.networking.k8s.io',
  'networkpolicies.extensions': 'networkpolicies.networking.k8s.io',
  'podsecuritypolicies.extensions': 'podsecuritypolicies.policy',
};

export function storageGroupKey(group: string, plural: string): string {
  const key = group === '' ? plural : `${plural}.${group}`;
  return storedElsewhere[key] ?? key;
}
