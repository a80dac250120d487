import type { BackupSpec, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type {
  BackupStorageLocation,
  BackupStorageLocationSpec,
  BackupStorageLocationStatus,
} from '../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Random } from '../../kube/process/random.ts';
import type { EventNote, Events } from '../../kube/runtime/events.ts';
import type { RecordStore } from '../records/record-store.ts';

/** What the reconciler of locations works with. */
export interface LocationDependencies {
  locations: RecordStore<BackupStorageLocationSpec, BackupStorageLocationStatus>;
  backups: RecordStore<BackupSpec, BackupStatus>;
  openStore: (location: BackupStorageLocation) => Promise<BlobStore>;
  events: Pick<Events, 'record'>;
  clock: Clock;
  random: Random;
  log: Log;
  systemNamespace: string;
}

/** One reconcile of one location. Steps change `status` and add to `notes`, which are written when all have run. */
export interface LocationContext extends LocationDependencies {
  location: BackupStorageLocation;
  status: BackupStorageLocationStatus;
  notes: EventNote[];
  signal: AbortSignal;
}
