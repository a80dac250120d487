import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { Controller, Watching } from '../../kube/runtime/controller.ts';
import { runController } from '../runs/run-controller.ts';
import type { RunWork } from '../runs/run-controller.ts';
import { BucketClaims } from './bucket-claims.ts';
import type { BackupDependencies } from './context.ts';
import { backupReconciler } from './reconcile.ts';

type BackupControllerOptions = Omit<BackupDependencies, 'claims' | keyof RunWork> & Watching<Backup>;

/** Reconciles are short, runs go on in the background; several at once, because a bucket that does not answer takes its time. */
const workers = 8;

/** Runs, expires and deletes backups. */
export function backupController(options: BackupControllerOptions): Controller<Backup> {
  const claims = new BucketClaims();
  return runController({ ...options, name: 'backup', kind: 'Backup', workers }, (work) =>
    backupReconciler({ ...options, ...work, claims }),
  );
}
