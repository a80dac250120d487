import type { Clock } from '../../../kube/process/clock.ts';
import type { Progress } from './job.ts';

const everyMs = 1_000;

export interface TickerOptions {
  clock: Pick<Clock, 'sleep'>;
  progress: Progress;
  /** Writes the progress into the status of the record. One that fails is made up for by the next. */
  write: (progress: Progress) => Promise<unknown>;
}

/** Tells once a second how far the run is, if it moved. @returns stops it, and resolves when nothing is being written any more. */
export function startTicker(options: TickerOptions): () => Promise<void> {
  const stop = new AbortController();
  const ended = tick(options, stop.signal);
  return async () => {
    stop.abort();
    await ended;
  };
}

async function tick({ clock, progress, write }: TickerOptions, signal: AbortSignal): Promise<void> {
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
