import type { Clock } from '../../kube/process/clock.ts';

const everyMs = 1_000;

interface Telling<Progress> {
  clock: Pick<Clock, 'sleep'>;
  /** Changed in place by the run. */
  progress: Progress;
  /** Writes the progress into the status of the record. One that fails is made up for by the next, or by the end of the run. */
  write: (progress: Progress) => Promise<unknown>;
}

/** Tells once a second how far a run is, if it moved. @returns stops it, and resolves when nothing is being written any more. */
export function tellProgress<Progress extends object>(of: Telling<Progress>): () => Promise<void> {
  const stop = new AbortController();
  const ended = tell(of, stop.signal);
  return async () => {
    stop.abort();
    await ended;
  };
}

async function tell<Progress extends object>(
  { clock, progress, write }: Telling<Progress>,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  while (await slept(clock, signal)) {
    const now = JSON.stringify(progress);
    if (now === told) continue;
    told = await write({ ...progress }).then(
      () => now,
      () => '',
    );
  }
}

async function slept(clock: Pick<Clock, 'sleep'>, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(everyMs, signal);
    return true;
  } catch {
    return false;
  }
}
