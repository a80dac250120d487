import { errors } from '../../../api/errors/catalogue.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { backupConditions, untidy } from '../conditions.ts';
import type { BackupContext } from '../context.ts';

/** Claims a run that another process left in its middle; the run itself then looks at what that one left in the bucket. */
export async function takeOver(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'takeOver') return undefined;
  const attempts = (context.status.attempts ?? 0) + 1;
  const message = `Attempt ${attempts}: ${context.status.startedBy ?? 'the process before'} did not finish it`;
  context.status.attempts = attempts;
  context.status.startedBy = context.holder;
  context.notes.push({ type: 'Warning', reason: 'TakenOver', message });
  return again(0);
}

/** Ends a run that no process survives. */
export async function giveUp(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'giveUp') return undefined;
  const { status, clock, notes } = context;
  const error = errors.TooManyAttempts({ attempts: status.attempts ?? 0 });
  status.phase = 'Failed';
  status.failureReason = error.message;
  status.completionTimestamp = rfc3339(clock.now());
  status.conditions = untidy(backupConditions(status, error, clock.now()), clock.now());
  notes.push({ type: 'Warning', reason: error.reason, message: error.message });
  return again(0);
}
