import type { Schedule, ScheduleStatus } from '../../api/v1alpha1/schedule.ts';
import type { TimeTable } from '../../kube/runtime/time-table.ts';
import type { Dependencies } from '../steps/dependencies.ts';
import type { Findings } from '../steps/reconcile-record.ts';

/** What the reconciler of schedules works with. */
export type ScheduleDependencies = Pick<Dependencies, 'schedules' | 'backups' | 'events' | 'clock' | 'log'>;

/** One reconcile of one schedule. */
export interface ScheduleContext extends ScheduleDependencies, Findings<ScheduleStatus> {
  schedule: Schedule;
  /** Set once the schedule is known to be valid. */
  table?: TimeTable;
}
