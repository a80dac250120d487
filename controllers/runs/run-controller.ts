import type { Watched } from '../../kube/client/watch.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions, Reconcile } from '../../kube/runtime/controller.ts';
import { Attempts } from './attempts.ts';
import type { Runs } from './runs.ts';

/** What the controller of a kind that runs gives its reconciler. */
export interface RunWork {
  attempts: Attempts;
  /** Has a record looked at again, when its run is over. */
  requeue: (key: string) => void;
}

interface RunControllerOptions<T extends Watched> extends Omit<ControllerOptions<T>, 'reconcile'> {
  /** For the reason why a run was stopped. */
  kind: string;
  runs: Pick<Runs, 'stop'>;
}

/** Makes the controller of a kind that runs. A run whose record is gone (its namespace was deleted) is stopped: it has nobody to work for. */
export function runController<T extends Watched>(
  { kind, runs, ...options }: RunControllerOptions<T>,
  reconciler: (work: RunWork) => Reconcile,
): Controller<T> {
  const requeue = (key: string) => controller.queue.add(key);
  const reconcile = reconciler({ attempts: new Attempts(), requeue });
  const controller: Controller<T> = new Controller({ ...options, reconcile });
  options.informer.onChange(({ old, current }) => {
    const uid = old?.metadata.uid;
    if (current === undefined && uid !== undefined) runs.stop(uid, new Error(`the ${kind} is gone`));
  });
  return controller;
}
