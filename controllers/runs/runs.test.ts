import { expect, test } from 'vitest';
import type { Clock } from '../../kube/process/clock.ts';
import { RunLog } from './run-log.ts';
import { Runs } from './runs.ts';

const now = () => new Date(0);
const clock: Clock = { now, monotonic: () => 0, sleep: () => Promise.resolve() };

test('there are so many slots, and one of them for each tenant', () => {
  const runs = new Runs({ slots: 3, systemNamespace: 'system' });
  start(runs, 'shop', '1');
  expect(runs.hasRoom('backups', 'shop')).toBe(false);
  expect(runs.hasRoom('restores', 'shop')).toBe(true);
  expect(runs.hasRoom('backups', 'bank')).toBe(true);
  start(runs, 'system', '2');
  expect(runs.hasRoom('backups', 'system')).toBe(true);
  start(runs, 'system', '3');
  expect(runs.hasRoom('backups', 'bank')).toBe(false);
});

test('a run is known until it is over, and its log ends with it', async () => {
  const runs = new Runs({ slots: 1, systemNamespace: 'system' });
  const { finish, log, over } = start(runs, 'shop', '1');
  expect(runs.get('1')?.name).toBe('r1');
  const followed = read(log);
  finish();
  await over;
  expect(runs.get('1')).toBeUndefined();
  expect(runs.hasRoom('backups', 'shop')).toBe(true);
  expect(await followed).toBe('');
});

test('stopping tells the run why, and waits for it to be over', async () => {
  const runs = new Runs({ slots: 1, systemNamespace: 'system' });
  const { over, reason } = start(runs, 'shop', '1');
  expect(runs.stop('1', new Error('deleted'))).toBe(true);
  await over;
  expect(reason()).toEqual(new Error('deleted'));
  expect(runs.stop('1', new Error('again'))).toBe(false);
});

test('stopping all tells a run that hangs why, and leaves it behind', async () => {
  const runs = new Runs({ slots: 2, systemNamespace: 'system' });
  const { reason } = start(runs, 'shop', '1', true);
  await runs.stopAll(new Error('ending'), clock);
  expect(reason()).toEqual(new Error('ending'));
  expect(runs.get('1')?.name).toBe('r1');
});

/** A run that ends when it is told to, unless it hangs. */
function start(runs: Runs, namespace: string, uid: string, hangs = false) {
  const log = new RunLog({ now, fields: {} });
  const finished = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let reason: unknown;
  const work = async (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      reason = signal.reason;
      if (!hangs) finished.resolve();
    });
    await finished.promise;
  };
  runs.start({ kind: 'backups', namespace, name: `r${uid}`, uid, log }, work, () => ended.resolve());
  return { log, finish: () => finished.resolve(), over: ended.promise, reason: () => reason };
}

async function read(log: RunLog): Promise<string> {
  let text = '';
  for await (const piece of log.read({ live: true, signal: new AbortController().signal })) text += piece;
  return text;
}
