import type { Schedule } from '../../api/v1alpha1/schedule.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { Watching } from '../../kube/runtime/controller.ts';
import type { ScheduleDependencies } from './context.ts';
import { scheduleReconciler } from './reconcile.ts';

/** A thousand schedules at midnight are a thousand creations. */
const workers = 4;

/** Makes the backups of schedules. */
export function scheduleController(options: ScheduleDependencies & Watching<Schedule>): Controller<Schedule> {
  return new Controller({ ...options, name: 'schedule', reconcile: scheduleReconciler(options), workers });
}
