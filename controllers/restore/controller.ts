import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions } from '../../kube/runtime/controller.ts';
import { Attempts } from '../runs/attempts.ts';
import { stopRunsOfGone } from '../runs/stop-runs-of-gone.ts';
import type { RestoreDependencies } from './context.ts';
import { restoreReconciler } from './reconcile.ts';

export interface RestoreControllerOptions extends Omit<RestoreDependencies, 'requeue' | 'attempts'> {
  informer: Informer<Restore>;
  observe: NonNullable<ControllerOptions<Restore>['observe']>;
}

/** Reconciles are short, runs go on in the background; several at once, because a bucket that does not answer takes its time. */
const workers = 4;

export function restoreController(options: RestoreControllerOptions): Controller<Restore> {
  const { informer, clock, log, observe, runs } = options;
  const requeue = (key: string) => controller.queue.add(key);
  const reconcile = restoreReconciler({ ...options, attempts: new Attempts(), requeue });
  const controller: Controller<Restore> = new Controller({
    name: 'restore',
    informer,
    reconcile,
    workers,
    clock,
    log,
    observe,
  });
  stopRunsOfGone(informer, runs, 'Restore');
  return controller;
}
