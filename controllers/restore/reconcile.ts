import type { Reconcile } from '../../kube/runtime/controller.ts';
import { identify } from '../records/identify.ts';
import { giveUp, takeOver } from '../runs/take-over.ts';
import { recordReconciler } from '../steps/reconcile-record.ts';
import type { Step } from '../steps/steps.ts';
import { restoreConditions } from './conditions.ts';
import type { RestoreContext, RestoreDependencies } from './context.ts';
import { nextStep } from './decide.ts';
import { remove } from './steps/remove.ts';
import { run } from './steps/run.ts';
import { validate } from './steps/validate.ts';

const steps: readonly Step<RestoreContext>[] = [
  { name: 'remove', run: remove },
  { name: 'validate', run: validate },
  { name: 'take over', run: takeOver },
  { name: 'give up', run: giveUp(restoreConditions) },
  { name: 'run', run },
];

/** Brings one restore a step further. */
export function restoreReconciler(dependencies: RestoreDependencies): Reconcile {
  const { restores: records, events } = dependencies;
  return recordReconciler({
    records,
    events,
    steps,
    contextOf: (restore, findings) => {
      const { uid } = identify(restore);
      const decision = nextStep({
        restore,
        holder: dependencies.holder,
        running: dependencies.runs.get(uid) !== undefined,
        begun: dependencies.attempts.begun(uid),
      });
      return { ...dependencies, ...findings, restore, decision };
    },
  });
}
