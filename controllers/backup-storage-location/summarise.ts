import { isDeepStrictEqual } from 'node:util';
import type { LocationContext } from './context.ts';

/** Writes what the steps found: the status if it changed, and the Events. */
export async function summarise({ location, locations, status, notes, events }: LocationContext): Promise<void> {
  if (!isDeepStrictEqual(status, location.status ?? {})) await locations.writeStatus(location, status);
  for (const note of notes) await events.record(location, note);
}
