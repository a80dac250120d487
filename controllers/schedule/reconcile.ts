import type { Reconcile } from '../../kube/runtime/controller.ts';
import { recordReconciler } from '../steps/reconcile-record.ts';
import type { Step } from '../steps/steps.ts';
import type { ScheduleContext, ScheduleDependencies } from './context.ts';
import { makeBackup } from './steps/make-backup.ts';
import { validate } from './steps/validate.ts';

const steps: readonly Step<ScheduleContext>[] = [
  { name: 'validate', run: validate },
  { name: 'make a backup', run: makeBackup },
];

/** Looks whether one schedule is due. */
export function scheduleReconciler(dependencies: ScheduleDependencies): Reconcile {
  const { schedules: records, events } = dependencies;
  return recordReconciler({
    records,
    events,
    steps,
    contextOf: (schedule, findings) =>
      schedule.metadata.deletionTimestamp === undefined ? { ...dependencies, ...findings, schedule } : undefined,
  });
}
