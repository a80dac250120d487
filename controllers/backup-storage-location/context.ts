import type { BackupStorageLocation, BackupStorageLocationStatus } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Dependencies } from '../steps/dependencies.ts';
import type { Findings } from '../steps/reconcile-record.ts';

/** What the reconciler of locations works with. */
export type LocationDependencies = Pick<
  Dependencies,
  'locations' | 'backups' | 'openStore' | 'events' | 'clock' | 'random' | 'log' | 'systemNamespace'
>;

/** One reconcile of one location. */
export interface LocationContext extends LocationDependencies, Findings<BackupStorageLocationStatus> {
  location: BackupStorageLocation;
}
