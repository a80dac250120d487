import type { Backup, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import type { BucketClaims } from './bucket-claims.ts';
import type { Decision } from './decide.ts';

/** What the reconciler of backups works with. */
export interface BackupDependencies extends RunDependencies {
  claims: BucketClaims;
}

/** One reconcile of one backup. Steps change `status` and add to `notes`, which are written when all have run. */
export interface BackupContext extends BackupDependencies {
  backup: Backup;
  status: BackupStatus;
  notes: EventNote[];
  decision: Decision;
  signal: AbortSignal;
}
