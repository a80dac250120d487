import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import type { Clock } from '../../../kube/process/clock.ts';
import type { RunClient } from '../../identity/run-client.ts';
import type { Report } from '../../runs/report.ts';

/** One backup that runs: everything that its parts need, and the only client that they may read with. */
export interface BackupJob {
  backup: Backup;
  location: BackupStorageLocation;
  bucketKey: string;
  store: BlobStore;
  client: RunClient;
  report: Report;
  progress: Progress;
  clock: Clock;
  systemNamespace: string;
  signal: AbortSignal;
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
