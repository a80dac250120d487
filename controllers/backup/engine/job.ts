import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import type { Clock } from '../../../kube/process/clock.ts';
import type { RunClient } from '../../identity/run-client.ts';
import type { Report } from '../../runs/report.ts';

/** One backup, before it is known whether it may read anything. */
export interface BackupBasics {
  backup: Backup;
  location: BackupStorageLocation;
  bucketKey: string;
  store: BlobStore;
  report: Report;
  progress: Progress;
  clock: Clock;
  systemNamespace: string;
  /** Of the cluster that is backed up, as in `/version`. */
  cluster: ClusterVersion;
  signal: AbortSignal;
}

/** One backup that runs, with the only client that its parts may read with. */
export interface BackupJob extends BackupBasics {
  client: RunClient;
}

export interface ClusterVersion {
  gitVersion: string;
  major: string;
  minor: string;
}

/** How far a run has come; read once a second for the status. */
export interface Progress {
  totalItems: number;
  itemsBackedUp: number;
}

/** A kind that was left out because the run may not list it. */
export interface Skipped {
  resource: string;
  namespace?: string;
  reason: string;
  message: string;
}
