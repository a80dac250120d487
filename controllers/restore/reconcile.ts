import { splitKey } from '../../kube/client/key.ts';
import { done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { identify } from '../records/identify.ts';
import { giveUp, takeOver } from '../runs/take-over.ts';
import { reconcileRecord } from '../steps/reconcile-record.ts';
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

/** Brings one restore a step further. It decides on the live record: a moment-old one would begin a run a second time. */
export function restoreReconciler(
  dependencies: RestoreDependencies,
): (key: string, signal: AbortSignal) => Promise<Outcome> {
  return async (key, signal) => {
    const { namespace = '', name } = splitKey(key);
    const restore = await dependencies.restores.fetch(namespace, name);
    if (restore === undefined) return done;
    const { uid } = identify(restore);
    const decision = nextStep({
      restore,
      holder: dependencies.holder,
      running: dependencies.runs.get(uid) !== undefined,
      begun: dependencies.attempts.begun(uid),
    });
    const status = structuredClone(restore.status ?? {});
    const context = { ...dependencies, restore, status, notes: [], decision, signal };
    return reconcileRecord(steps, context, { records: dependencies.restores, record: restore });
  };
}
