/** Kinds that may be created at the same time. */
export interface Wave {
  name: string;
  /** Group-resources. They need nothing of one another, so their objects are created in the order of the archive. */
  resources: readonly string[];
}

/**
 * The order of a restore, as data: a wave starts when the one before it is applied. The order is Velero's (its defaultRestorePriorities),
 * cut where something of one kind needs another to exist first. Kinds in no wave belong to `restWave`.
 */
export const waves: readonly Wave[] = [
  { name: 'definitions', resources: ['customresourcedefinitions.apiextensions.k8s.io'] },
  { name: 'namespaces', resources: ['namespaces'] },
  {
    name: 'classes',
    resources: [
      'storageclasses.storage.k8s.io',
      'volumesnapshotclasses.snapshot.storage.k8s.io',
      'priorityclasses.scheduling.k8s.io',
      'runtimeclasses.node.k8s.io',
      'ingressclasses.networking.k8s.io',
    ],
  },
  { name: 'volumes', resources: ['volumesnapshotcontents.snapshot.storage.k8s.io', 'persistentvolumes'] },
  { name: 'claims', resources: ['volumesnapshots.snapshot.storage.k8s.io', 'persistentvolumeclaims'] },
  // A binding is refused when its role does not exist yet and its writer may not bind blindly, so roles come first.
  {
    name: 'accounts',
    resources: ['clusterroles.rbac.authorization.k8s.io', 'roles.rbac.authorization.k8s.io', 'serviceaccounts'],
  },
  {
    name: 'bindings',
    resources: ['clusterrolebindings.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
  },
  { name: 'configuration', resources: ['secrets', 'configmaps'] },
  { name: 'limits', resources: ['limitranges'] },
  // Owners adopt what their selector finds, so pods come before their ReplicaSets and those before their Deployments.
  { name: 'pods', resources: ['pods'] },
  {
    name: 'pod owners',
    resources: ['replicasets.apps', 'controllerrevisions.apps', 'clusterclasses.cluster.x-k8s.io'],
  },
  { name: 'endpoints', resources: ['endpoints'] },
  { name: 'services', resources: ['services'] },
  { name: 'the rest', resources: [] },
  // A new quota refuses every creation until the cluster has counted what there is, so it closes what it counts.
  { name: 'quotas', resources: ['resourcequotas'] },
  {
    name: 'late',
    resources: [
      'clusterbootstraps.run.tanzu.vmware.com',
      'clusters.cluster.x-k8s.io',
      'clusterresourcesets.addons.cluster.x-k8s.io',
      'apps.kappctrl.k14s.io',
      'packageinstalls.packaging.carvel.dev',
    ],
  },
  // A webhook whose backend does not run yet would refuse every object after it, so these close the restore.
  {
    name: 'admission',
    resources: [
      'validatingadmissionpolicies.admissionregistration.k8s.io',
      'validatingadmissionpolicybindings.admissionregistration.k8s.io',
      'mutatingwebhookconfigurations.admissionregistration.k8s.io',
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
    ],
  },
];

/** Index of the wave of all kinds that no wave names. */
export const restWave = waves.findIndex((wave) => wave.resources.length === 0);

/** The wave that a group-resource belongs to, as an index of `waves`. */
export function waveOf(groupResource: string): number {
  return places.get(groupResource) ?? restWave;
}

/** The index of a wave by its name. */
export function waveNamed(name: string): number {
  const index = waves.findIndex((wave) => wave.name === name);
  if (index < 0) throw new RangeError(`there is no wave "${name}"`);
  return index;
}

const places = new Map(waves.flatMap(({ resources }, wave) => resources.map((resource) => [resource, wave] as const)));
