import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Controller, Watching } from '../../kube/runtime/controller.ts';
import { runController } from '../runs/run-controller.ts';
import type { RunWork } from '../runs/run-controller.ts';
import type { RestoreDependencies } from './context.ts';
import { restoreReconciler } from './reconcile.ts';

type RestoreControllerOptions = Omit<RestoreDependencies, keyof RunWork> & Watching<Restore>;

/** Reconciles are short, runs go on in the background; several at once, because a bucket that does not answer takes its time. */
const workers = 4;

/** Runs and deletes restores. */
export function restoreController(options: RestoreControllerOptions): Controller<Restore> {
  return runController({ ...options, name: 'restore', kind: 'Restore', workers }, (work) =>
    restoreReconciler({ ...options, ...work }),
  );
}
