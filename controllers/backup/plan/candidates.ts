import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { recordGroup, servedGroup } from '../../../api/groups.ts';
import { groupResource } from '../../../kube/discovery/resource-names.ts';

/** A kind that a backup can hold, with its group-resource. */
export interface Candidate {
  resource: ApiResource;
  name: string;
}

/**
 * The kinds of a cluster that can be backed up, in the order in which they are taken (Velero's): those that can be listed and created again, in the
 * version that the server prefers. Not ours: a backup is no part of what it backs up. Not snapshots, which are taken, not copied.
 */
export function candidates(resources: readonly ApiResource[]): Candidate[] {
  return resources
    .filter((resource) => resource.preferred && neededVerbs.every((verb) => resource.verbs.includes(verb)))
    .map((resource) => ({ resource, name: groupResource(resource) }))
    .filter(({ resource, name }) => !ownGroups.has(resource.group) && !neverCollected.has(name))
    .map((candidate, at) => ({ candidate, rank: rank(candidate, at) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ candidate }) => candidate);
}

/** Leaves out kinds that are a second face of one that is already in: the same objects under two groups. */
export function withoutTwins(selected: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return selected.filter(({ name }) => {
    const stored = storedElsewhere.get(name) ?? name;
    const isFirst = !seen.has(stored);
    seen.add(stored);
    return isFirst;
  });
}

const neededVerbs = ['list', 'create', 'get', 'delete'];
const ownGroups: ReadonlySet<string> = new Set([servedGroup, recordGroup]);
const neverCollected: ReadonlySet<string> = new Set([
  'volumesnapshots.snapshot.storage.k8s.io',
  'volumesnapshotcontents.snapshot.storage.k8s.io',
]);
const firstCore = ['pods', 'persistentvolumeclaims', 'persistentvolumes'];

/** Pods, claims and volumes first, so that they are close together in time; the group `extensions` last, so that its modern twins win. */
function rank({ resource, name }: Candidate, at: number): number {
  const first = firstCore.indexOf(name);
  if (first >= 0) return first - firstCore.length;
  return resource.group === 'extensions' ? at + 1_000_000 : at;
}

/** Kinds that show what another one stores. */
const storedElsewhere: ReadonlyMap<string, string> = new Map([
  ['events.events.k8s.io', 'events'],
  ['deployments.extensions', 'deployments.apps'],
  ['daemonsets.extensions', 'daemonsets.apps'],
  ['replicasets.extensions', 'replicasets.apps'],
  ['ingresses.extensions', 'ingresses.networking.k8s.io'],
  ['networkpolicies.extensions', 'networkpolicies.networking.k8s.io'],
]);
