import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions } from '../../kube/runtime/controller.ts';
import { Attempts } from '../runs/attempts.ts';
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
  stopRunsOfGone(informer, runs);
  return controller;
}

/** A run whose record is gone (its namespace was deleted) has nobody to work for. */
function stopRunsOfGone(informer: Informer<Restore>, runs: RestoreDependencies['runs']): void {
  informer.onChange(({ old, current }) => {
    const uid = old?.metadata.uid;
    if (current === undefined && uid !== undefined) runs.stop(uid, new Error('the Restore is gone'));
  });
}
