import type { BackupSpec, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { Schedule, ScheduleSpec, ScheduleStatus } from '../../api/v1alpha1/schedule.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { EventNote, Events } from '../../kube/runtime/events.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { TimeTable } from '../../kube/runtime/time-table.ts';

/** What the reconciler of schedules works with. */
export interface ScheduleDependencies {
  schedules: RecordStore<ScheduleSpec, ScheduleStatus>;
  backups: RecordStore<BackupSpec, BackupStatus>;
  events: Pick<Events, 'record'>;
  clock: Clock;
  log: Log;
}

/** One reconcile of one schedule. Steps change `status` and add to `notes`, which are written when all have run. */
export interface ScheduleContext extends ScheduleDependencies {
  schedule: Schedule;
  status: ScheduleStatus;
  notes: EventNote[];
  /** Set once the schedule is known to be valid. */
  table?: TimeTable;
  signal: AbortSignal;
}
