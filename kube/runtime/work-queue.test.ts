import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../process/manual-clock.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { WorkQueue } from './work-queue.ts';

let clock: ManualClock;
let queue: WorkQueue;
const live = new AbortController().signal;

beforeEach(() => {
  clock = new ManualClock();
  queue = new WorkQueue({ clock, random: steadyRandom(0.5), baseMs: 100, maxMs: 1_000 });
});

test('gives each key once, in the order in which they came', async () => {
  for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
  expect(queue.size).toBe(3);
  expect([await queue.take(live), await queue.take(live), await queue.take(live)]).toEqual(['a', 'b', 'c']);
  expect(queue.size).toBe(0);
});

test('never gives a key to two hands, and gives it again when it was added meanwhile', async () => {
  queue.add('a');
  await queue.take(live);
  queue.add('a');
  queue.add('a');
  expect(queue.size).toBe(0);
  queue.done('a');
  expect(queue.size).toBe(1);
  expect(await queue.take(live)).toBe('a');
  queue.done('a');
  expect(queue.size).toBe(0);
});

test('gives a new key to one of those who wait', async () => {
  const first = queue.take(live);
  const second = queue.take(live);
  queue.add('a');
  expect(await first).toBe('a');
  queue.add('b');
  expect(await second).toBe('b');
});

test('ends waiting with the signal, without losing a key', async () => {
  const abort = new AbortController();
  const taken = queue.take(abort.signal);
  abort.abort();
  expect(await taken).toBeUndefined();
  queue.add('a');
  expect(queue.size).toBe(1);
  expect(await queue.take(abort.signal)).toBeUndefined();
});

test('adds later, at the earliest of the times set', async () => {
  queue.addAfter('a', 500);
  queue.addAfter('a', 900);
  queue.addAfter('b', 900);
  queue.addAfter('b', 500);
  await clock.advance(499);
  expect(queue.size).toBe(0);
  await clock.advance(1);
  expect(queue.size).toBe(2);
  await clock.advance(1_000);
  expect(queue.size).toBe(2);
});

test('forgets a later time when the key is added now', async () => {
  queue.addAfter('a', 500);
  queue.add('a');
  await queue.take(live);
  queue.done('a');
  await clock.advance(1_000);
  expect(queue.size).toBe(0);
});

test('waits longer after each failure up to a limit, until the key is forgotten', () => {
  expect(Array.from({ length: 6 }, () => queue.addBackoff('a'))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(queue.addBackoff('b')).toBe(100);
  queue.forget('a');
  expect(queue.addBackoff('a')).toBe(100);
});

test('spreads the delays by a quarter to either side', () => {
  const low = new WorkQueue({ clock, random: steadyRandom(0), baseMs: 100 });
  const high = new WorkQueue({ clock, random: steadyRandom(0.999), baseMs: 100 });
  expect(low.addBackoff('a')).toBe(75);
  expect(high.addBackoff('a')).toBeCloseTo(125, 0);
});

test('drops everything when it is closed', async () => {
  const taken = queue.take(live);
  queue.addAfter('b', 100);
  queue.close();
  expect(await taken).toBeUndefined();
  queue.add('c');
  await clock.advance(1_000);
  expect(queue.size).toBe(0);
  expect(clock.sleeping).toBe(0);
  expect(await queue.take(live)).toBeUndefined();
});
