import type { StowageError } from '../../api/errors/catalogue.ts';
import { limits } from '../../api/v1alpha1/limits.ts';
import { rfc3339 } from '../../kube/runtime/conditions.ts';
import type { EventNote } from '../../kube/runtime/events.ts';

/** What the status of a run that failed as a whole says, beside what it said before. */
export function failedStatus(error: StowageError, now: Date) {
  return {
    phase: 'Failed' as const,
    failureReason: error.message.slice(0, limits.message),
    completionTimestamp: rfc3339(now),
  };
}

/** The Event at the end of a run: why it failed as a whole, else what was done (`12 objects restored`), with the counts. */
export function endNote(
  { phase = '', errors = 0, warnings = 0 }: { phase?: string; errors?: number; warnings?: number },
  done: string,
  error: StowageError | undefined,
): EventNote {
  if (error !== undefined) return { type: 'Warning', reason: error.reason, message: error.message };
  const message = `${done}, ${errors} errors, ${warnings} warnings`;
  return { type: phase === 'Completed' ? 'Normal' : 'Warning', reason: phase, message };
}
