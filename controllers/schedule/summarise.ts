import { isDeepStrictEqual } from 'node:util';
import type { ScheduleContext } from './context.ts';

/** Writes what the steps found: the status if it changed, and the Events. */
export async function summarise({ schedule, schedules, status, notes, events }: ScheduleContext): Promise<void> {
  if (!isDeepStrictEqual(status, schedule.status ?? {})) await schedules.writeStatus(schedule, status);
  for (const note of notes) await events.record(schedule, note);
}
