import { Gauge, Histogram } from './metrics.ts';
import type { Registry } from './metrics.ts';

/** Milliseconds between two looks: what blocks the loop for longer is seen to within this. */
const periodMs = 10;

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Measures from now on how late the event loop is, as `stowage_eventloop_delay_seconds`: a histogram that many scrapers can read, unlike the
 * `nodejs_eventloop_lag_*` gauges, which start anew with each scrape. A server whose loop is late answers nobody, health checks included.
 *
 * `stowage_eventloop_blocked_seconds` is the part of each delay in which this thread itself had the processor: the rest is a machine that gave it none.
 */
export function measureEventLoop(registry: Registry): void {
  const registers = [registry];
  const delay = new Histogram({
    name: 'stowage_eventloop_delay_seconds',
    help: `How late a timer of ${periodMs} ms was: the time that the event loop was busy with something else.`,
    buckets,
    registers,
  });
  const blocked = new Histogram({
    name: 'stowage_eventloop_blocked_seconds',
    help: 'Processor time that the event loop itself used during such a delay.',
    buckets,
    registers,
  });
  const longest = new Gauge({
    name: 'stowage_eventloop_delay_max_seconds',
    help: 'The longest of these delays since the process began to serve.',
    registers,
  });
  let max = 0;
  let due = performance.now() + periodMs;
  let used = processorSeconds();
  setInterval(() => {
    const now = performance.now();
    const late = Math.max(0, now - due) / 1000;
    const usedNow = processorSeconds();
    delay.observe(late);
    blocked.observe(Math.min(late, usedNow - used));
    due = now + periodMs;
    used = usedNow;
    if (late <= max) return;
    max = late;
    longest.set(max);
  }, periodMs).unref();
}

/** Of this thread, so far. */
function processorSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000_000;
}
