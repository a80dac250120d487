import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Condition } from '../../api/meta/condition.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import { again } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { failedStatus } from './ending.ts';

/** What taking over a run needs of its context, be it a backup's or a restore's. */
export interface InterruptedRun {
  decision: { next: string };
  status: {
    phase?: string;
    attempts?: number;
    startedBy?: string;
    failureReason?: string;
    completionTimestamp?: string;
    conditions?: Condition[];
  };
  notes: EventNote[];
  holder: string;
  clock: Clock;
}

/** Claims a run that another process left in its middle; the run itself then looks at what that one left behind, and goes on. */
export async function takeOver({ decision, status, notes, holder }: InterruptedRun): Promise<Outcome | undefined> {
  if (decision.next !== 'takeOver') return undefined;
  const attempts = (status.attempts ?? 0) + 1;
  const message = `Attempt ${attempts}: ${status.startedBy ?? 'the process before'} did not finish it`;
  status.attempts = attempts;
  status.startedBy = holder;
  notes.push({ type: 'Warning', reason: 'TakenOver', message });
  return again(0);
}

/** Ends a run that no process survives. `conditionsOf` says what its kind makes of the error. */
export function giveUp<Context extends InterruptedRun>(
  conditionsOf: (status: Context['status'], error: StowageError, now: Date) => Condition[],
): (context: Context) => Promise<Outcome | undefined> {
  return async ({ decision, status, notes, clock }) => {
    if (decision.next !== 'giveUp') return undefined;
    const error = errors.TooManyAttempts({ attempts: status.attempts ?? 0 });
    Object.assign(status, failedStatus(error, clock.now()));
    status.conditions = conditionsOf(status, error, clock.now());
    notes.push({ type: 'Warning', reason: error.reason, message: error.message });
    return again(0);
  };
}
