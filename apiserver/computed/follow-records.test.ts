import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../kube/process/clock.ts';
import { silentLog } from '../../kube/process/log.ts';
import { send } from '../../kube/testing/api-server.ts';
import { startWithClient } from '../../kube/testing/client.ts';
import { steadyRandom } from '../../kube/testing/steady-random.ts';
import { blockOf } from './block.test-support.ts';
import { followRecords } from './follow-records.ts';
import type { RecordLike } from './follow-records.ts';
import { Probe } from './probe.ts';
import { View } from './view.ts';

const ref = { group: 'store.stowage.dev', version: 'v1alpha1', plural: 'backuprecords' };

interface Served {
  view: View;
  watches: ServerResponse[];
  /** Queries of the watches. */
  asked: URLSearchParams[];
  probe: Probe;
}

function record(name: string, resourceVersion: number, more: object = {}): object {
  return { metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: String(resourceVersion) }, ...more };
}

/** A view that follows a collection of three records, which come on two pages. */
async function following(): Promise<Served> {
  const watches: ServerResponse[] = [];
  const asked: URLSearchParams[] = [];
  const { client } = await startWithClient(onTestFinished, (seen, response) => {
    const query = new URL(seen.url, 'http://x').searchParams;
    if (query.has('watch')) {
      asked.push(query);
      watches.push(response);
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      return;
    }
    const first = !query.has('continue');
    const items = first ? [record('a', 1), record('hidden', 2)] : [record('b', 3)];
    const metadata = { resourceVersion: '10', ...(first ? { continue: 'next' } : {}) };
    send(response, 200, { kind: 'BackupRecordList', apiVersion: 'store.stowage.dev/v1alpha1', metadata, items });
  });
  const view = new View();
  const stop = new AbortController();
  const running = followRecords(
    {
      client,
      ref,
      view,
      nameOf,
      blockOf: ({ metadata }) =>
        metadata.name === 'hidden' ? undefined : blockOf(nameOf({ metadata }), ['n'], Number(metadata.resourceVersion)),
      clock: systemClock,
      random: steadyRandom(),
      log: silentLog,
    },
    stop.signal,
  );
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await running;
  });
  await expect.poll(() => watches.length).toBe(1);
  return { view, watches, asked, probe: new Probe({ client, ref, view, log: silentLog }) };
}

function write(watch: ServerResponse | undefined, type: string, object: unknown): void {
  watch?.write(`${JSON.stringify({ type, object })}\n`);
}

const bookmark = (resourceVersion: number): object => ({ metadata: { resourceVersion: String(resourceVersion) } });

test('a view is what the list and the watch say, at the resourceVersion of either', async () => {
  const { view, watches, asked } = await following();
  expect(view.now()).toMatchObject({ resourceVersion: 10, blocks: [{ name: 'a' }, { name: 'b' }] });
  expect(asked[0]?.get('resourceVersion')).toBe('10');
  write(watches[0], 'MODIFIED', record('a', 11));
  write(watches[0], 'DELETED', record('b', 12));
  write(watches[0], 'MODIFIED', record('hidden', 13));
  await expect.poll(() => view.resourceVersion).toBe(13);
  expect(view.now().blocks.map(({ name, resourceVersion }) => [name, resourceVersion])).toEqual([['a', 11]]);
  expect([view.floor, view.end]).toEqual([10, 2]);
  write(watches[0], 'BOOKMARK', bookmark(20));
  await expect.poll(() => view.resourceVersion).toBe(20);
});

test('a view begins anew when the server no longer knows where it was', async () => {
  const { view, watches } = await following();
  const { generation } = view;
  write(watches[0], 'ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
  await expect.poll(() => view.generation, { timeout: 5000 }).toBe(generation + 1);
});

test('a probe moves the view on when there was nothing to hear', async () => {
  const { view, watches, asked, probe } = await following();
  probe.start();
  probe.start();
  await expect.poll(() => watches.length).toBe(2);
  expect([asked[1]?.get('resourceVersion'), asked[1]?.get('timeoutSeconds')]).toEqual(['10', '3']);
  write(watches[1], 'BOOKMARK', bookmark(30));
  await expect.poll(() => view.resourceVersion).toBe(30);
});

test('a probe that has heard something waits until the view has heard it as well', async () => {
  const { view, watches, probe } = await following();
  probe.start();
  await expect.poll(() => watches.length).toBe(2);
  write(watches[1], 'MODIFIED', record('a', 11));
  write(watches[1], 'BOOKMARK', bookmark(30));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(view.resourceVersion).toBe(10);
  write(watches[0], 'MODIFIED', record('a', 11));
  await expect.poll(() => view.resourceVersion).toBe(30);
  expect(view.get('a')?.resourceVersion).toBe(11);
});

function nameOf({ metadata }: RecordLike): string {
  return metadata.name ?? '';
}
