import { parseSafe } from '../../../kube/json/safe.ts';
import { isMap, mapsAt, stringAt } from '../../manifest/manifest.ts';

/** An object that another one needs. */
export interface Reference {
  /** Group-resource. */
  resource: string;
  namespace?: string;
  name: string;
}

/** What an object refers to, by its kind: a claim its volume, a pod its claims and its priority class. Empty for kinds that refer to nothing. */
export function referencesOf(groupResource: string, object: Buffer): Reference[] {
  const find = finders.get(groupResource);
  const manifest = find === undefined ? undefined : parseSafe(object.toString());
  return find !== undefined && isMap(manifest) ? find(manifest) : [];
}

/** Kinds that refer to others. */
export function refersToOthers(groupResource: string): boolean {
  return finders.has(groupResource);
}

/** The cluster-wide bindings that name a ServiceAccount, and the roles that they bind. */
export function bindingsOf(account: { namespace: string; name: string }, bindings: readonly unknown[]): Reference[] {
  return bindings.filter(isMap).flatMap((binding) => {
    const name = stringAt(binding, 'metadata', 'name');
    const names = mapsAt(binding, 'subjects').some(
      (subject) =>
        subject['kind'] === 'ServiceAccount' &&
        subject['name'] === account.name &&
        subject['namespace'] === account.namespace,
    );
    const role = stringAt(binding, 'roleRef', 'name');
    if (!names || name === undefined) return [];
    return [
      { resource: clusterRoleBindings, name },
      ...(role === undefined ? [] : [{ resource: clusterRoles, name: role }]),
    ];
  });
}

export const clusterRoleBindings = 'clusterrolebindings.rbac.authorization.k8s.io';
export const clusterRoles = 'clusterroles.rbac.authorization.k8s.io';

const finders: ReadonlyMap<string, (manifest: Record<string, unknown>) => Reference[]> = new Map([
  ['persistentvolumeclaims', volumeOfClaim],
  ['pods', claimsOfPod],
]);

function volumeOfClaim(claim: Record<string, unknown>): Reference[] {
  const volume = stringAt(claim, 'spec', 'volumeName');
  const bound = stringAt(claim, 'status', 'phase') === 'Bound';
  return bound && volume !== undefined ? [{ resource: 'persistentvolumes', name: volume }] : [];
}

function claimsOfPod(pod: Record<string, unknown>): Reference[] {
  const namespace = stringAt(pod, 'metadata', 'namespace') ?? '';
  const priorityClass = stringAt(pod, 'spec', 'priorityClassName');
  const claims = mapsAt(pod, 'spec', 'volumes').map((volume) => stringAt(volume, 'persistentVolumeClaim', 'claimName'));
  return [
    ...claims
      .filter((name) => name !== undefined)
      .map((name) => ({ resource: 'persistentvolumeclaims', namespace, name })),
    ...(priorityClass === undefined ? [] : [{ resource: 'priorityclasses.scheduling.k8s.io', name: priorityClass }]),
  ];
}
