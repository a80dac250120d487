import type { Schedule } from '../../api/v1alpha1/schedule.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import { Controller } from '../../kube/runtime/controller.ts';
import type { ControllerOptions } from '../../kube/runtime/controller.ts';
import type { ScheduleDependencies } from './context.ts';
import { scheduleReconciler } from './reconcile.ts';

export interface ScheduleControllerOptions extends ScheduleDependencies {
  informer: Informer<Schedule>;
  observe: NonNullable<ControllerOptions<Schedule>['observe']>;
}

/** A thousand schedules at midnight are a thousand creations. */
const workers = 4;

export function scheduleController(options: ScheduleControllerOptions): Controller<Schedule> {
  const { informer, clock, log, observe } = options;
  const reconcile = scheduleReconciler(options);
  return new Controller({ name: 'schedule', informer, reconcile, workers, clock, log, observe });
}
