import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { leftovers, removeBackup } from '../../../bucket/layout/remove.ts';
import type { Leftover } from '../../../bucket/layout/remove.ts';

/** No run takes as long: what is older and not committed is what a dead one left. Another cluster may be writing what is younger. */
const deadAfterMs = 24 * 3_600_000;

const hourMs = 3_600_000;

/** Once an hour is enough for what waits a day. */
export function sweepDue(lastSynced: string | undefined, now: Date): boolean {
  if (lastSynced === undefined) return true;
  return Math.floor(Date.parse(lastSynced) / hourMs) !== Math.floor(now.getTime() / hourMs);
}

/** Removes what dead runs of this and other clusters left under backups/, and returns the names of the directories. */
export async function sweep(
  store: BlobStore,
  of: { records: readonly Backup[]; now: Date; signal: AbortSignal },
): Promise<string[]> {
  const busy = new Set(of.records.filter(isRunning).map(({ status }) => status?.bucketKey));
  const dead = (await leftovers(store, { signal: of.signal })).filter(
    (one) => isDead(one, of.now) && !busy.has(one.name),
  );
  for (const { name } of dead) await removeBackup(store, name, { signal: of.signal });
  return dead.map(({ name }) => name);
}

function isDead({ modified }: Leftover, now: Date): boolean {
  return now.getTime() - modified.getTime() > deadAfterMs;
}

function isRunning({ status }: Backup): boolean {
  return status?.phase === 'InProgress' || status?.phase === 'Finalizing';
}
