import { isDeepStrictEqual } from 'node:util';
import type { BackupContext } from './context.ts';

/** Writes what the steps found: the status if it changed, and the Events. */
export async function summarise({ backup, backups, status, notes, events }: BackupContext): Promise<void> {
  if (!isDeepStrictEqual(status, backup.status ?? {})) await backups.writeStatus(backup, status);
  for (const note of notes) await events.record(backup, note);
}
