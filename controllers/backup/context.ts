import type { Backup, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { RunDependencies } from '../steps/dependencies.ts';
import type { Findings } from '../steps/reconcile-record.ts';
import type { BucketClaims } from './bucket-claims.ts';
import type { Decision } from './decide.ts';

/** What the reconciler of backups works with. */
export interface BackupDependencies extends RunDependencies {
  claims: BucketClaims;
}

/** One reconcile of one backup. */
export interface BackupContext extends BackupDependencies, Findings<BackupStatus> {
  backup: Backup;
  decision: Decision;
}
