import { splitKey } from '../../kube/client/key.ts';
import { done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { reconcileRecord } from '../steps/reconcile-record.ts';
import type { Step } from '../steps/steps.ts';
import type { ScheduleContext, ScheduleDependencies } from './context.ts';
import { makeBackup } from './steps/make-backup.ts';
import { validate } from './steps/validate.ts';

const steps: readonly Step<ScheduleContext>[] = [
  { name: 'validate', run: validate },
  { name: 'make a backup', run: makeBackup },
];

/** Looks whether one schedule is due. */
export function scheduleReconciler(
  dependencies: ScheduleDependencies,
): (key: string, signal: AbortSignal) => Promise<Outcome> {
  return async (key, signal) => {
    const { namespace = '', name } = splitKey(key);
    const schedule = await dependencies.schedules.fetch(namespace, name);
    if (schedule === undefined || schedule.metadata.deletionTimestamp !== undefined) return done;
    const context = { ...dependencies, schedule, status: structuredClone(schedule.status ?? {}), notes: [], signal };
    return reconcileRecord(steps, context, { records: dependencies.schedules, record: schedule });
  };
}
