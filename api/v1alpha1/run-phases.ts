import type { BackupPhase } from './backup.ts';

const ended: ReadonlySet<string> = new Set<BackupPhase>([
  'Completed',
  'PartiallyFailed',
  'Failed',
  'FailedValidation',
  'Deleting',
]);

/** Whether the run of a Backup or Restore in this phase is over, or will never be: it writes no more. A new one has no phase yet. */
export function hasEnded(phase: string | undefined): boolean {
  return phase !== undefined && ended.has(phase);
}
