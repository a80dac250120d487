import { isDeepStrictEqual } from 'node:util';
import type { RestoreContext } from './context.ts';

/** Writes what the steps found: the status if it changed, and the Events. */
export async function summarise({ restore, restores, status, notes, events }: RestoreContext): Promise<void> {
  if (!isDeepStrictEqual(status, restore.status ?? {})) await restores.writeStatus(restore, status);
  for (const note of notes) await events.record(restore, note);
}
