import type { KubeObject } from '../../api/meta/list.ts';
import { hasEnded } from '../../api/v1alpha1/run-phases.ts';

/** What Backup and Restore, the kinds that run once, have in common. */
export interface RunStatus {
  phase?: string;
  errors?: number;
  warnings?: number;
  failureReason?: string;
  validationErrors?: string[];
  startTimestamp?: string;
  completionTimestamp?: string;
  progress?: { totalItems?: number; itemsBackedUp?: number; itemsRestored?: number };
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}

export type Run = KubeObject<unknown, RunStatus>;

/** Whether nothing more will happen. A deletion is still under way. */
export function isFinished(run: Run): boolean {
  const phase = phaseOf(run);
  return phase !== 'Deleting' && hasEnded(phase);
}

/** The phase; a run that nobody has looked at yet is New. */
export function phaseOf(run: Run): string {
  return run.status?.phase ?? 'New';
}

/** `InProgress: 12 of 40 objects` */
export function progressText(run: Run): string {
  const { totalItems, itemsBackedUp, itemsRestored } = run.status?.progress ?? {};
  const done = itemsBackedUp ?? itemsRestored;
  if (!done || isFinished(run)) return phaseOf(run);
  return `${phaseOf(run)}: ${done}${totalItems === undefined ? '' : ` of ${totalItems}`} objects`;
}

/** Why a run did not complete, in one line. */
export function reasonText(run: Run): string {
  const { failureReason, validationErrors = [], errors = 0, warnings = 0 } = run.status ?? {};
  if (failureReason) return failureReason;
  if (validationErrors.length > 0) return validationErrors.join('; ');
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
