import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { BackupDependencies } from './context.ts';
import type { Progress } from './engine/job.ts';

/** Writes the progress of a run to its record once a second, as long as it changes. The returned function stops that and waits for the last write. */
export function reportProgress(of: {
  backups: BackupDependencies['backups'];
  backup: Backup;
  progress: Progress;
  clock: Clock;
}): () => Promise<void> {
  const stop = new AbortController();
  const ended = loop(of, stop.signal);
  return async () => {
    stop.abort();
    await ended;
  };
}

async function loop(of: Parameters<typeof reportProgress>[0], signal: AbortSignal): Promise<void> {
  let last = 0;
  for (;;) {
    try {
      await of.clock.sleep(1000, signal);
      if (of.progress.totalItems === last) continue;
      last = of.progress.totalItems;
      await of.backups.patchRun(of.backup, { progress: { ...of.progress } });
    } catch {
      // Progress is a convenience: a write that fails is made up for by the next one, or by the end.
      if (signal.aborted) return;
    }
  }
}
