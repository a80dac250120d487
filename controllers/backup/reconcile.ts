import { splitKey } from '../../kube/cache/key.ts';
import { isConflict, isNotFound } from '../../kube/client/status-error.ts';
import { again, done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { identify } from '../records/identify.ts';
import { importedAnnotation } from '../records/origin.ts';
import { runSteps } from '../steps/steps.ts';
import type { Step } from '../steps/steps.ts';
import type { BackupContext, BackupDependencies } from './context.ts';
import { expiresIn, nextStep } from './decide.ts';
import { expire } from './steps/expire.ts';
import { remove } from './steps/remove.ts';
import { run } from './steps/run.ts';
import { giveUp, takeOver } from './steps/take-over.ts';
import { tidy } from './steps/tidy.ts';
import { validate } from './steps/validate.ts';
import { summarise } from './summarise.ts';

const steps: readonly Step<BackupContext>[] = [
  { name: 'remove', run: remove },
  { name: 'expire', run: expire },
  { name: 'validate', run: validate },
  { name: 'take over', run: takeOver },
  { name: 'give up', run: giveUp },
  { name: 'tidy', run: tidy },
  { name: 'run', run },
  { name: 'come back when it expires', run: comeBack },
];

/** Brings one backup a step further. It decides on the live record: a moment-old one would begin a run a second time. */
export function backupReconciler(
  dependencies: BackupDependencies,
): (key: string, signal: AbortSignal) => Promise<Outcome> {
  return async (key, signal) => {
    const { namespace = '', name } = splitKey(key);
    const backup = await dependencies.backups.fetch(namespace, name);
    if (backup === undefined) return done;
    const { uid } = identify(backup);
    const decision = nextStep({
      backup,
      imported: backup.metadata.annotations?.[importedAnnotation] !== undefined,
      now: dependencies.clock.now(),
      holder: dependencies.holder,
      running: dependencies.runs.get(uid) !== undefined,
      begun: dependencies.attempts.begun(uid),
    });
    const status = structuredClone(backup.status ?? {});
    const context = { ...dependencies, backup, status, notes: [], decision, signal };
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

/** setTimeout counts to 24 days only; a backup that is kept longer is looked at in between. */
const longestWaitMs = 24 * 3_600_000;

async function comeBack({ backup, decision, clock }: BackupContext): Promise<Outcome> {
  const ms = decision.reason === 'Finished' ? expiresIn(backup, clock.now()) : undefined;
  return ms === undefined ? done : again(Math.min(Math.max(ms, 1000), longestWaitMs));
}
