import { labels } from '../../api/groups.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import { hasEnded } from '../../api/v1alpha1/run-phases.ts';
import type { Schedule } from '../../api/v1alpha1/schedule.ts';

/** What has to be known to say whether a schedule is due. */
export interface ScheduleFacts {
  schedule: Schedule;
  /** Backups that it made, as far as they are still there. */
  backups: readonly Backup[];
  now: Date;
  /** The first time after a time, by the cron expression. */
  next: (after: Date) => Date;
}

export type Due =
  /** Nothing until somebody changes something. */
  | { due: 'never' }
  | { due: 'later'; inMs: number }
  /** The last backup is not finished; one of a schedule runs at a time. */
  | { due: 'waiting' }
  /** What is overdue is left out, once. */
  | { due: 'skip' }
  | { due: 'now' };

/**
 * Whether a backup is to be made. The times before the last backup, or before the schedule was created, are past; of those since then that were missed (paused,
 * no controllers, a backup that took long) one is made up for.
 */
export function dueNow({ schedule, backups, now, next }: ScheduleFacts): Due {
  const { spec } = schedule;
  if (spec.paused === true) return { due: 'never' };
  if (spec.skipImmediately === true) return { due: 'skip' };
  const inMs = next(lastTime(schedule, backups)).getTime() - now.getTime();
  if (inMs >= 0) return { due: 'later', inMs };
  return backups.some(isGoingOn) ? { due: 'waiting' } : { due: 'now' };
}

/** The backups of a schedule, whatever became of them. */
export function backupsOf({ metadata }: Schedule, backups: readonly Backup[], label: string): Backup[] {
  return backups.filter(
    (backup) =>
      backup.metadata.namespace === metadata.namespace && backup.metadata.labels?.[labels.scheduleName] === label,
  );
}

/** `<schedule>-<YYYYMMDDhhmmss>`, in UTC. */
export function backupName(schedule: string, now: Date): string {
  return `${schedule}-${now.toISOString().slice(0, 19).replaceAll(/\D/gu, '')}`;
}

/** Also by the backups themselves: a process that died after making one did not write that it had. */
function lastTime({ metadata, status }: Schedule, backups: readonly Backup[]): Date {
  const since = metadata.creationTimestamp ?? '';
  const made = backups.map((backup) => backup.metadata.creationTimestamp ?? '').filter((time) => time > since);
  const times = [since, status?.lastBackup ?? '', status?.lastSkipped ?? '', ...made];
  return new Date(times.toSorted().at(-1) ?? 0);
}

function isGoingOn({ status }: Backup): boolean {
  return !hasEnded(status?.phase);
}
