import { splitKey } from '../../kube/cache/key.ts';
import { isConflict, isNotFound } from '../../kube/client/status-error.ts';
import { again, done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { identify } from '../records/identify.ts';
import { runSteps } from '../steps/steps.ts';
import type { Step } from '../steps/steps.ts';
import type { RestoreContext, RestoreDependencies } from './context.ts';
import { nextStep } from './decide.ts';
import { remove } from './steps/remove.ts';
import { run } from './steps/run.ts';
import { giveUp, takeOver } from './steps/take-over.ts';
import { validate } from './steps/validate.ts';
import { summarise } from './summarise.ts';

const steps: readonly Step<RestoreContext>[] = [
  { name: 'remove', run: remove },
  { name: 'validate', run: validate },
  { name: 'take over', run: takeOver },
  { name: 'give up', run: giveUp },
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
    try {
      const outcome = await runSteps(steps, context);
      await summarise(context);
      return outcome;
    } catch (error) {
      // Somebody wrote meanwhile, or it is gone: look again.
      if (isConflict(rootOf(error)) || isNotFound(rootOf(error))) return again(100);
      throw error;
    }
  };
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
