import { openSync, readSync } from 'node:fs';
import { Gauge, Histogram } from './metrics.ts';
import type { Registry } from './metrics.ts';

/** Milliseconds between two looks: what blocks the loop for longer is seen to within this. */
const periodMs = 10;

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Measures from now on how late the event loop is, as `stowage_eventloop_delay_seconds`: a histogram that many scrapers can read, unlike the
 * `nodejs_eventloop_lag_*` gauges, which start anew with each scrape. A server whose loop is late answers nobody, health checks included.
 *
 * Each delay has two parts. `stowage_eventloop_waited_seconds` is what the machine is to blame for: the thread could run and had no processor.
 * `stowage_eventloop_blocked_seconds` is all the rest: own work, and waiting for a disk, a lock or another thread of this process (one that collects garbage,
 * and perhaps has no processor). `stowage_eventloop_worked_seconds` is what of it was own work.
 */
export function measureEventLoop(registry: Registry): void {
  const delay = series(registry, 'delay', `How late a timer of ${periodMs} ms was`);
  const waited = series(registry, 'waited', 'Part of a delay in which the event loop could run and had no processor');
  const blocked = series(registry, 'blocked', 'Part of a delay in which the event loop was busy or held up by itself');
  const worked = series(registry, 'worked', 'Part of a delay in which the event loop had a processor');
  const read = threadSeconds();
  let due = performance.now() + periodMs;
  let before = read();
  setInterval(() => {
    const now = performance.now();
    const after = read();
    const parts = partsOf((now - due) / 1000, {
      used: after.used - before.used,
      waited: after.waited - before.waited,
    });
    delay(parts.late);
    waited(parts.waited);
    blocked(parts.blocked);
    worked(parts.worked);
    due = now + periodMs;
    before = after;
  }, periodMs).unref();
}

/** What a thread did in a while: seconds on a processor, and seconds ready to run without one. */
export interface ThreadSeconds {
  used: number;
  waited: number;
}

/**
 * Takes a delay apart. What the thread did is known of the whole period, of which the delay is the end: so `blocked` is never too little, and too much by a
 * period at most.
 */
export function partsOf(delay: number, { used, waited }: ThreadSeconds) {
  const late = Math.max(0, delay);
  const wait = Math.min(late, waited);
  const worked = Math.min(late, used);
  return { late, waited: wait, blocked: Math.max(late - wait, worked), worked };
}

/** A histogram and the most that was ever put into it. */
function series(registry: Registry, name: string, help: string): (seconds: number) => void {
  const registers = [registry];
  const histogram = new Histogram({ name: `stowage_eventloop_${name}_seconds`, help: `${help}.`, buckets, registers });
  const longest = new Gauge({
    name: `stowage_eventloop_${name}_max_seconds`,
    help: `${help}: the longest since the process began to serve.`,
    registers,
  });
  let max = 0;
  return (seconds) => {
    histogram.observe(seconds);
    if (seconds <= max) return;
    max = seconds;
    longest.set(max);
  };
}

/** Reads what this thread has done so far. Where the kernel does not tell of waiting, there was none: then all of a delay counts as blocked. */
function threadSeconds(): () => ThreadSeconds {
  const bytes = Buffer.alloc(128);
  const file = openSchedule();
  return () => {
    const { user, system } = process.threadCpuUsage();
    const length = file === undefined ? 0 : readSync(file, bytes, 0, bytes.length, 0);
    // Nanoseconds on a processor, nanoseconds ready to run without one, number of turns.
    const [, waited = '0'] = bytes.toString('latin1', 0, length).split(' ');
    return { used: (user + system) / 1e6, waited: Number(waited) / 1e9 };
  };
}

/** A file in memory, of the thread that opens it: reading it waits for nobody. */
function openSchedule(): number | undefined {
  try {
    return openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return undefined;
  }
}
