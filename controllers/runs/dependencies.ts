import type { BackupSpec, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type {
  BackupStorageLocation,
  BackupStorageLocationSpec,
  BackupStorageLocationStatus,
} from '../../api/v1alpha1/backup-storage-location.ts';
import type { RestoreSpec, RestoreStatus } from '../../api/v1alpha1/restore.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Transport } from '../../kube/client/transport.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Events } from '../../kube/runtime/events.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { Attempts } from './attempts.ts';
import type { Runs } from './runs.ts';

/** What the reconcilers of backups and of restores work with. */
export interface RunDependencies {
  backups: RecordStore<BackupSpec, BackupStatus>;
  restores: RecordStore<RestoreSpec, RestoreStatus>;
  locations: RecordStore<BackupStorageLocationSpec, BackupStorageLocationStatus>;
  /** The controllers themselves, for what is no part of a run: validation. */
  client: Kube;
  /** For the clients of runs. */
  transport: Transport;
  openStore: (location: BackupStorageLocation) => Promise<BlobStore>;
  runs: Runs;
  attempts: Attempts;
  events: Pick<Events, 'record'>;
  clock: Clock;
  log: Log;
  /** This process, as the leader election knows it. */
  holder: string;
  systemNamespace: string;
  /** Has a record looked at again, when its run is over. */
  requeue: (key: string) => void;
}
