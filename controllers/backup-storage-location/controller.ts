import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions } from '../../kube/runtime/controller.ts';
import type { LocationDependencies } from './context.ts';
import { locationReconciler } from './reconcile.ts';

export interface LocationControllerOptions extends LocationDependencies {
  informer: Informer<BackupStorageLocation>;
  observe: NonNullable<ControllerOptions<BackupStorageLocation>['observe']>;
}

/** Several at once, because one that does not answer takes as long as its timeouts. */
const workers = 4;

export function locationController(options: LocationControllerOptions): Controller<BackupStorageLocation> {
  const { informer, clock, random, log, observe } = options;
  const reconcile = locationReconciler(options);
  return new Controller({ name: 'location', informer, reconcile, workers, clock, random, log, observe });
}
