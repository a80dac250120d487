import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Condition } from '../../api/meta/condition.ts';
import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { Reconcile } from '../../kube/runtime/controller.ts';
import { again, done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { identify } from '../records/identify.ts';
import { importedAnnotation } from '../records/origin.ts';
import { giveUp, takeOver } from '../runs/take-over.ts';
import { recordReconciler } from '../steps/reconcile-record.ts';
import type { Step } from '../steps/steps.ts';
import { backupConditions, untidy } from './conditions.ts';
import type { BackupContext, BackupDependencies } from './context.ts';
import { expiresIn, nextStep } from './decide.ts';
import { expire } from './steps/expire.ts';
import { remove } from './steps/remove.ts';
import { run } from './steps/run.ts';
import { tidy } from './steps/tidy.ts';
import { validate } from './steps/validate.ts';

const steps: readonly Step<BackupContext>[] = [
  { name: 'remove', run: remove },
  { name: 'expire', run: expire },
  { name: 'validate', run: validate },
  { name: 'take over', run: takeOver },
  { name: 'give up', run: giveUp(givenUp) },
  { name: 'tidy', run: tidy },
  { name: 'run', run },
  { name: 'come back when it expires', run: comeBack },
];

/** Brings one backup a step further. */
export function backupReconciler(dependencies: BackupDependencies): Reconcile {
  const { backups: records, events } = dependencies;
  return recordReconciler({
    records,
    events,
    steps,
    contextOf: (backup, findings) => {
      const { uid } = identify(backup);
      const decision = nextStep({
        backup,
        imported: backup.metadata.annotations?.[importedAnnotation] !== undefined,
        now: dependencies.clock.now(),
        holder: dependencies.holder,
        running: dependencies.runs.get(uid) !== undefined,
        begun: dependencies.attempts.begun(uid),
      });
      return { ...dependencies, ...findings, backup, decision };
    },
  });
}

/** What it began to write is still owed to the bucket. */
function givenUp(status: BackupStatus, error: StowageError, now: Date): Condition[] {
  return untidy(backupConditions(status, error, now), now);
}

/** setTimeout counts to 24 days only; a backup that is kept longer is looked at in between. */
const longestWaitMs = 24 * 3_600_000;

async function comeBack({ backup, decision, clock }: BackupContext): Promise<Outcome> {
  const ms = decision.reason === 'Finished' ? expiresIn(backup, clock.now()) : undefined;
  return ms === undefined ? done : again(Math.min(Math.max(ms, 1000), longestWaitMs));
}
