import { expect, onTestFinished, test } from 'vitest';
import { Informer } from '../cache/informer.ts';
import type { Watched } from '../client/watch.ts';
import { createLog } from '../process/log.ts';
import { ManualClock } from '../process/manual-clock.ts';
import { send } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { Controller } from './controller.ts';
import { again, blocked, done, failed } from './outcome.ts';
import type { Outcome } from './outcome.ts';

type Reconcile = (key: string, signal: AbortSignal) => Promise<Outcome>;

interface Started {
  controller: Controller<Watched>;
  clock: ManualClock;
  lines: { msg: string }[];
  observed: string[];
  stop: () => Promise<void>;
}

/** A controller of the ConfigMaps `a` and `b`. */
async function start(reconcile: Reconcile, workers = 1): Promise<Started> {
  const items = ['a', 'b'].map((name) => ({ metadata: { name, namespace: 'n', uid: name, resourceVersion: '1' } }));
  const { client } = await startWithClient(onTestFinished, (seen, response) => {
    if (seen.url.includes('watch')) response.writeHead(200).flushHeaders();
    else send(response, 200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
  });
  const clock = new ManualClock();
  const random = steadyRandom(0.5);
  const lines: { msg: string }[] = [];
  const log = createLog({ destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const informer = new Informer<Watched>({ client, ref: { group: '', version: 'v1', plural: 'configmaps' } });
  const observed: string[] = [];
  const observe = (result: { outcome: string }): unknown => observed.push(result.outcome);
  const controller = new Controller({ name: 'test', informer, reconcile, workers, clock, random, log, observe });
  const abort = new AbortController();
  const running = Promise.all([informer.run(abort.signal), controller.run(abort.signal)]);
  const stop = async (): Promise<void> => {
    abort.abort();
    await running;
  };
  onTestFinished(stop);
  return { controller, clock, lines, observed, stop };
}

test('reconciles every object that the informer has, and each again when somebody adds its key', async () => {
  const keys: string[] = [];
  const { controller } = await start(async (key) => {
    keys.push(key);
    return done;
  });
  await expect.poll(() => keys).toEqual(['n/a', 'n/b']);
  controller.queue.add('n/a');
  await expect.poll(() => keys).toEqual(['n/a', 'n/b', 'n/a']);
});

test('repeats a failure with growing delays, thrown or returned, and starts over after a success', async () => {
  const at: number[] = [];
  const { clock, lines, observed } = await start(async (key) => {
    if (key === 'n/b') return done;
    at.push(clock.monotonic());
    if (at.length === 1) throw new Error('thrown');
    if (at.length === 2) return failed(new Error('returned'));
    return at.length === 3 ? again(60_000) : failed(new Error('once more'));
  });
  await expect.poll(() => observed.length).toBe(2);
  await clock.advance(5_000);
  await clock.advance(60_000);
  expect(at).toEqual([0, 500, 1_500, 61_500, 62_000, 63_000, 65_000]);
  expect(lines.filter(({ msg }) => msg === 'reconcile failed')[0]).toMatchObject({
    key: 'n/a',
    delayMs: 500,
    error: { message: 'thrown' },
    controller: 'test',
  });
  expect(observed.slice(0, 4)).toEqual(['error', 'done', 'error', 'again']);
});

test('does not repeat what is blocked, and says why', async () => {
  let calls = 0;
  const { clock, lines } = await start(async () => {
    calls++;
    return blocked('LocationUnavailable', 'no such bucket');
  });
  await expect.poll(() => calls).toBe(2);
  await clock.advance(600_000);
  expect(calls).toBe(2);
  expect(lines.at(-1)).toMatchObject({
    msg: 'reconcile blocked',
    reason: 'LocationUnavailable',
    explanation: 'no such bucket',
  });
});

test('works on as many keys at once as it has workers, and waits for them when it stops', async () => {
  let atOnce = 0;
  let finished = 0;
  const { stop, lines } = await start((_, signal) => {
    atOnce++;
    return new Promise((__, reject) => {
      signal.addEventListener('abort', () =>
        setTimeout(() => {
          finished++;
          reject(new Error('stopped'));
        }, 30),
      );
    });
  }, 2);
  await expect.poll(() => atOnce).toBe(2);
  await stop();
  expect(finished).toBe(2);
  expect(lines.some(({ msg }) => msg === 'reconcile failed')).toBe(false);
});

test('stops while the first list is still awaited', async () => {
  const { client } = await startWithClient(onTestFinished, () => undefined);
  const informer = new Informer<Watched>({ client, ref: { group: '', version: 'v1', plural: 'configmaps' } });
  const controller = new Controller({
    name: 'test',
    informer,
    reconcile: async () => done,
    clock: new ManualClock(),
    log: createLog({ level: 'silent' }),
  });
  const abort = new AbortController();
  const running = Promise.all([informer.run(abort.signal), controller.run(abort.signal)]);
  abort.abort();
  await running;
});
