import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { Watching } from '../../kube/runtime/controller.ts';
import type { LocationDependencies } from './context.ts';
import { locationReconciler } from './reconcile.ts';

/** Several at once, because one that does not answer takes as long as its timeouts. */
const workers = 4;

/** Tries locations out, and brings the records of backups in line with their buckets. */
export function locationController(
  options: LocationDependencies & Watching<BackupStorageLocation>,
): Controller<BackupStorageLocation> {
  return new Controller({ ...options, name: 'location', reconcile: locationReconciler(options), workers });
}
