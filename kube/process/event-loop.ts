import { Gauge, Histogram } from './metrics.ts';
import type { Registry } from './metrics.ts';

/** Milliseconds between two looks: what blocks the loop for longer is seen to within this. */
const periodMs = 10;

/**
 * Measures from now on how late the event loop is, as `stowage_eventloop_delay_seconds`: a histogram that many scrapers can read, unlike the
 * `nodejs_eventloop_lag_*` gauges, which start anew with each scrape. A server whose loop is late answers nobody, health checks included.
 */
export function measureEventLoop(registry: Registry): void {
  const registers = [registry];
  const delay = new Histogram({
    name: 'stowage_eventloop_delay_seconds',
    help: `How late a timer of ${periodMs} ms was: the time that the event loop was busy with something else.`,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const longest = new Gauge({
    name: 'stowage_eventloop_delay_max_seconds',
    help: 'The longest of these delays since the process began to serve.',
    registers,
  });
  let max = 0;
  let due = performance.now() + periodMs;
  setInterval(() => {
    const now = performance.now();
    const late = Math.max(0, now - due) / 1000;
    due = now + periodMs;
    delay.observe(late);
    if (late <= max) return;
    max = late;
    longest.set(max);
  }, periodMs).unref();
}
