import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions } from '../../kube/runtime/controller.ts';
import { stopRunsOfGone } from '../runs/stop-runs-of-gone.ts';
import type { BackupDependencies } from './context.ts';
import { backupReconciler } from './reconcile.ts';

export interface BackupControllerOptions extends Omit<BackupDependencies, 'requeue'> {
  informer: Informer<Backup>;
  observe: NonNullable<ControllerOptions<Backup>['observe']>;
}

/** Reconciles are short, runs go on in the background; several at once, because a bucket that does not answer takes its time. */
const workers = 8;

export function backupController(options: BackupControllerOptions): Controller<Backup> {
  const { informer, clock, log, observe, runs } = options;
  const reconcile = backupReconciler({ ...options, requeue: (key) => controller.queue.add(key) });
  const controller: Controller<Backup> = new Controller({
    name: 'backup',
    informer,
    reconcile,
    workers,
    clock,
    log,
    observe,
  });
  stopRunsOfGone(informer, runs, 'Backup');
  return controller;
}
