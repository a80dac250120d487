import type { Condition } from '../../api/meta/condition.ts';
import { limits } from '../../api/v1alpha1/limits.ts';
import type { Clock } from '../../kube/process/clock.ts';
import { rfc3339 } from '../../kube/runtime/conditions.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import type { Fault } from './fault.ts';

/** The status of a run that never begins, be it a backup's or a restore's. */
interface RefusedStatus {
  phase: 'FailedValidation';
  validationErrors: string[];
  completionTimestamp: string;
}

/**
 * Refuses a run because of what is wrong with its spec. All of it stands in the status; the reason of condition and Event is that of the first fault.
 * `conditionsOf` says what the kind makes of that.
 */
export function refused(
  { notes, clock }: { notes: EventNote[]; clock: Clock },
  faults: readonly Fault[],
  conditionsOf: (status: RefusedStatus, fault: Fault, now: Date) => Condition[],
): RefusedStatus & { conditions: Condition[] } {
  const now = clock.now();
  const messages = faults.map(({ message }) => message.slice(0, limits.message));
  const fault = { reason: faults[0]?.reason ?? 'InvalidSpec', message: messages.join('; ').slice(0, limits.message) };
  const status: RefusedStatus = {
    phase: 'FailedValidation',
    validationErrors: messages.slice(0, limits.validationErrors),
    completionTimestamp: rfc3339(now),
  };
  notes.push({ type: 'Warning', ...fault });
  return { ...status, conditions: conditionsOf(status, fault, now) };
}
