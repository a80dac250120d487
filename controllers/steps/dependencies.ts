import type { BackupSpec, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type {
  BackupStorageLocation,
  BackupStorageLocationSpec,
  BackupStorageLocationStatus,
} from '../../api/v1alpha1/backup-storage-location.ts';
import type { RestoreSpec, RestoreStatus } from '../../api/v1alpha1/restore.ts';
import type { ScheduleSpec, ScheduleStatus } from '../../api/v1alpha1/schedule.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Transport } from '../../kube/client/transport.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Random } from '../../kube/process/random.ts';
import type { Events } from '../../kube/runtime/events.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { RunWork } from '../runs/run-controller.ts';
import type { Runs } from '../runs/runs.ts';

/** What the controllers share. The reconciler of each kind names what it takes of it. */
export interface Dependencies {
  backups: RecordStore<BackupSpec, BackupStatus>;
  restores: RecordStore<RestoreSpec, RestoreStatus>;
  schedules: RecordStore<ScheduleSpec, ScheduleStatus>;
  locations: RecordStore<BackupStorageLocationSpec, BackupStorageLocationStatus>;
  /** The controllers themselves, for what is no part of a run: validation. */
  client: Kube;
  /** For the clients of runs. */
  transport: Transport;
  openStore: (location: BackupStorageLocation) => Promise<BlobStore>;
  runs: Runs;
  events: Pick<Events, 'record'>;
  clock: Clock;
  random: Random;
  log: Log;
  /** This process, as the leader election knows it. */
  holder: string;
  systemNamespace: string;
}

/** What the reconcilers of backups and of restores work with. */
export type RunDependencies = Omit<Dependencies, 'schedules' | 'random'> & RunWork;
