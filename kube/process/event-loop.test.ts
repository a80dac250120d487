import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { measureEventLoop, partsOf } from './event-loop.ts';
import { createMetrics } from './metrics.ts';

test('what a thread used is blocked, what it waited for a processor is not', () => {
  expect(partsOf(0.08, { used: 0.03, waited: 0.06 })).toEqual({
    late: 0.08,
    waited: 0.06,
    blocked: 0.03,
    worked: 0.03,
  });
});

test('what is neither work nor waiting for a processor is blocked as well: a disk, a lock, another thread', () => {
  const { blocked } = partsOf(0.5, { used: 0.01, waited: 0.1 });
  expect(blocked).toBeCloseTo(0.4);
});

test('a loop that was idle in its period is not blocked by it', () => {
  expect(partsOf(-0.001, { used: 0.009, waited: 0.02 })).toEqual({ late: 0, waited: 0, blocked: 0, worked: 0 });
});

test('a wait before the delay began is not taken off more than there is', () => {
  expect(partsOf(0.02, { used: 0.005, waited: 0.028 })).toEqual({
    late: 0.02,
    waited: 0.02,
    blocked: 0.005,
    worked: 0.005,
  });
});

test('a loop that does nothing else for a while says so', async () => {
  const registry = createMetrics();
  measureEventLoop(registry);
  work();
  await expect.poll(async () => longest('blocked', await registry.metrics()), { interval: 20 }).toBeGreaterThan(0.08);
});

test('what was done in the same turn before it began is not counted: the start of a process', async () => {
  const registry = createMetrics();
  work();
  measureEventLoop(registry);
  await sleep(50);
  expect(longest('worked', await registry.metrics())).toBeLessThan(0.08);
});

/** A tenth of a second on a processor. */
function work(): void {
  const until = process.threadCpuUsage().user + 100_000;
  while (process.threadCpuUsage().user < until);
}

function longest(what: 'blocked' | 'worked', metrics: string): number {
  return Number(new RegExp(String.raw`^stowage_eventloop_${what}_max_seconds (\S+)$`, 'm').exec(metrics)?.[1]);
}
