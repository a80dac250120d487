import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../process/manual-clock.ts';
import { send } from '../testing/api-server.ts';
import type { Answer } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { Informer } from './informer.ts';
import type { Change } from './informer.ts';

interface Config {
  metadata: { name: string; namespace: string; uid?: string; resourceVersion: string; managedFields?: object[] };
  data?: string;
}

const ref = { group: '', version: 'v1', plural: 'configmaps' };

function config(name: string, resourceVersion: string, more: object = {}): Config {
  return { metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion, managedFields: [{}] }, ...more };
}

function list(resourceVersion: string, ...items: Config[]): object {
  return { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion }, items };
}

/** Answers lists and watches with what the test says next; a watch is left open for the test to write to. */
function script(lists: object[]): { answer: Answer; watches: ServerResponse[]; urls: URLSearchParams[] } {
  const watches: ServerResponse[] = [];
  const urls: URLSearchParams[] = [];
  const answer: Answer = (seen, response) => {
    const query = new URL(seen.url, 'http://x').searchParams;
    urls.push(query);
    if (!query.has('watch')) {
      const body = lists.shift();
      send(response, body === undefined ? 500 : 200, body ?? { kind: 'Status', code: 500 });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    watches.push(response);
  };
  return { answer, watches, urls };
}

function write(watch: ServerResponse | undefined, type: string, object: unknown): void {
  watch?.write(`${JSON.stringify({ type, object })}\n`);
}

async function start(lists: object[]): Promise<
  ReturnType<typeof script> & {
    informer: Informer<Config>;
    changes: string[];
    clock: ManualClock;
    stop: () => Promise<void>;
  }
> {
  const scripted = script(lists);
  const { client } = await startWithClient(onTestFinished, scripted.answer);
  const clock = new ManualClock();
  const informer = new Informer<Config>({ client, ref, clock, random: steadyRandom(), labelSelector: 'a=b' });
  const changes: string[] = [];
  informer.onChange((change) => changes.push(describe(change)));
  const abort = new AbortController();
  const run = informer.run(abort.signal);
  const stop = async (): Promise<void> => {
    abort.abort(new Error('stopped by the test'));
    await run;
  };
  onTestFinished(stop);
  return { ...scripted, informer, changes, clock, stop };
}

function describe({ key, old, current }: Change<Config>): string {
  return `${key} ${old?.metadata.resourceVersion ?? '-'}→${current?.metadata.resourceVersion ?? '-'}`;
}

test('holds what the list and the watch say, without managedFields', async () => {
  const { informer, watches, changes, urls } = await start([list('5', config('a', '1'), config('b', '2'))]);
  expect(informer.hasSynced).toBe(false);
  await informer.synced;
  expect(informer.get('n', 'a')).toEqual({
    metadata: { name: 'a', namespace: 'n', uid: 'uid-a', resourceVersion: '1' },
  });
  await expect.poll(() => watches.length).toBe(1);
  write(watches[0], 'MODIFIED', config('a', '6'));
  write(watches[0], 'DELETED', config('b', '7'));
  write(watches[0], 'ADDED', config('c', '8'));
  await expect.poll(() => changes).toEqual(['n/a -→1', 'n/b -→2', 'n/a 1→6', 'n/b 2→-', 'n/c -→8']);
  expect(informer.list().map((one) => one.metadata.name)).toEqual(['a', 'c']);
  expect(informer.list('other')).toEqual([]);
  expect(informer.get('n', 'b')).toBeUndefined();
  expect(urls.map((query) => [query.get('watch'), query.get('resourceVersion'), query.get('labelSelector')])).toEqual([
    [null, null, 'a=b'],
    ['true', '5', 'a=b'],
  ]);
});

test('goes on after a cut where the last event or bookmark was', async () => {
  const { informer, watches, urls, clock } = await start([list('5')]);
  await informer.synced;
  await expect.poll(() => watches.length).toBe(1);
  write(watches[0], 'ADDED', config('a', '6'));
  write(watches[0], 'BOOKMARK', { metadata: { resourceVersion: '9' } });
  await expect.poll(() => informer.list().length).toBe(1);
  watches[0]?.destroy();
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(800);
  await expect.poll(() => watches.length).toBe(2);
  expect(urls.at(-1)?.get('resourceVersion')).toBe('9');
  expect(informer.list()).toHaveLength(1);
});

test('lists again after 410, tells what was deleted meanwhile, and nothing about what is the same', async () => {
  const { informer, watches, changes, clock } = await start([
    list('5', config('a', '1'), config('b', '2'), config('c', '3')),
    list('20', config('a', '1'), config('c', '15'), config('d', '16')),
  ]);
  await informer.synced;
  await expect.poll(() => watches.length).toBe(1);
  changes.length = 0;
  write(watches[0], 'ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(800);
  await expect.poll(() => watches.length).toBe(2);
  expect(changes).toEqual(['n/b 2→-', 'n/c 3→15', 'n/d -→16']);
});

test('waits longer each time while the server fails, and never empties what it holds', async () => {
  const { informer, watches, clock, urls } = await start([list('5', config('a', '1'))]);
  await informer.synced;
  await expect.poll(() => watches.length).toBe(1);
  write(watches[0], 'ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
  for (const delayMs of [400, 800, 1_600, 3_200]) {
    await expect.poll(() => clock.sleeping).toBe(1);
    const asked = urls.length;
    await clock.advance(delayMs - 1);
    expect(urls).toHaveLength(asked);
    await clock.advance(1);
    await expect.poll(() => urls.length).toBe(asked + 1);
  }
  expect(informer.list()).toHaveLength(1);
});

test('tells a late handler of what is there, and one taken off of nothing', async () => {
  const { informer, watches } = await start([list('5', config('a', '1'))]);
  await informer.synced;
  const late: string[] = [];
  const off = informer.onChange((change) => late.push(describe(change)));
  expect(late).toEqual(['n/a -→1']);
  off();
  await expect.poll(() => watches.length).toBe(1);
  write(watches[0], 'DELETED', config('a', '6'));
  await expect.poll(() => informer.list().length).toBe(0);
  expect(late).toHaveLength(1);
});

test('rejects synced when it is stopped before the first list', async () => {
  const { informer, stop } = await start([]);
  await stop();
  await expect(informer.synced).rejects.toThrow('stopped by the test');
});

test('takes an object made anew under the same name for a change', async () => {
  const { informer, watches, changes, clock } = await start([
    list('5', config('a', '1')),
    list('9', { metadata: { name: 'a', namespace: 'n', uid: 'other', resourceVersion: '1' } }),
  ]);
  await informer.synced;
  await expect.poll(() => watches.length).toBe(1);
  write(watches[0], 'ERROR', { kind: 'Status', code: 410 });
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(800);
  await expect.poll(() => changes).toEqual(['n/a -→1', 'n/a 1→1']);
});
