import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys, mapAt, stringAt } from '../../manifest/manifest.ts';
import type { ActionContext } from './action.ts';

/**
 * Unties a claim from the volume it had, unless that volume is there to be bound again. A tenant's claim is always provisioned anew: a name in the
 * archive must never reach another tenant's volume or snapshot.
 */
export function persistentVolumeClaim(manifest: Manifest, { tenant, hasVolume }: ActionContext): undefined {
  dropKeys(manifest, ['metadata', 'annotations'], claimAnnotations);
  const volume = stringAt(manifest, 'spec', 'volumeName');
  if (volume !== undefined && (tenant || !hasVolume(volume))) dropKeys(manifest, ['spec'], ['volumeName']);
  if (tenant) dropKeys(manifest, ['spec'], ['dataSource', 'dataSourceRef']);
}

/** Frees a volume for the claim of the same name, in the namespace that the claim is restored into. */
export function persistentVolume(manifest: Manifest, { mapNamespace }: ActionContext): string | undefined {
  const claim = mapAt(manifest, 'spec', 'claimRef');
  if (isProvisionedAnew(manifest)) return 'its reclaim policy is Delete, so its claim is provisioned anew';
  if (claim === undefined) return undefined;
  dropKeys(manifest, ['spec', 'claimRef'], ['uid', 'resourceVersion']);
  if (typeof claim['namespace'] === 'string') claim['namespace'] = mapNamespace(claim['namespace']);
  return undefined;
}

/** A volume that its storage deleted together with the old claim: restoring the object would bind to nothing. */
function isProvisionedAnew(volume: Manifest): boolean {
  return stringAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete';
}

const claimAnnotations = [
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.kubernetes.io/storage-provisioner',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/selected-node',
  'velero.io/volume-snapshot-name',
  'velero.io/data-upload-name',
];
