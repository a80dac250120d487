import { getEventListeners } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RunLog } from './run-log.ts';

const now = () => new Date('2026-11-21T07:00:00Z');
const live = { live: true, signal: new AbortController().signal };

test('lines are those of Velero', () => {
  const log = new RunLog({ now, fields: { backup: 'shop/nightly' } });
  log.info('Listing items', { resource: 'pods', namespace: 'shop', items: 3, reason: 'two words', none: undefined });
  expect(text(log)).toBe(
    'time="2026-11-21T07:00:00Z" level=info msg="Listing items" backup=shop/nightly resource=pods namespace=shop items=3 reason="two words"\n',
  );
});

test('foreign text cannot forge a line, and credentials are masked', () => {
  const log = new RunLog({ now, fields: {} });
  log.error('it said: a\nlevel=info msg=forged', { error: 'Authorization: Bearer abcdefghijkl' });
  expect(text(log).split('\n')).toHaveLength(2);
  expect(text(log)).not.toContain('abcdefghijkl');
});

test('a follower reads from the beginning, over piece borders, until the end', async () => {
  const log = new RunLog({ now, fields: {} });
  const lines = (from: number) => {
    for (let at = from; at < from + 1000; at += 1) log.info('line', { at });
  };
  lines(0);
  const reading = collect(log.read(live));
  await tick();
  lines(1000);
  await tick();
  log.end();
  const read = await reading;
  expect(read).toBe(text(log));
  expect(read.trimEnd().split('\n')).toHaveLength(2000);
});

test('a reader that does not follow gets what there is', async () => {
  const log = new RunLog({ now, fields: {} });
  log.info('only');
  expect(await collect(log.read({ ...live, live: false }))).toContain('only');
});

test('a follower that goes away is let go', async () => {
  const log = new RunLog({ now, fields: {} });
  const leaving = new AbortController();
  const reading = collect(log.read({ live: true, signal: leaving.signal }));
  await tick();
  leaving.abort();
  expect(await reading).toBe('');
});

test('a follower of a run that was stopped does not take what there is for all of it', async () => {
  const log = new RunLog({ now, fields: {} });
  log.info('only');
  const reading = collect(log.read(live));
  await tick();
  log.end({ cutOff: true });
  await expect(reading).rejects.toThrow('stopped before its end');
  expect(await collect(log.read({ ...live, live: false }))).toContain('only');
});

test('a follower leaves nothing behind on its signal for each line', async () => {
  const log = new RunLog({ now, fields: {} });
  const { signal } = new AbortController();
  const reading = collect(log.read({ live: true, signal }));
  for (let at = 0; at < 20; at += 1) {
    await tick();
    log.info('line', { at });
  }
  await tick();
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  log.end();
  await reading;
});

test('a full log says so and keeps errors', () => {
  const log = new RunLog({ now, fields: {}, maxBytes: 2000 });
  for (let at = 0; at < 5000; at += 1) log.info('line', { at });
  log.error('still there');
  const lines = text(log).trimEnd().split('\n');
  expect(lines.length).toBeLessThan(5000);
  expect(lines.filter((line) => line.includes('The log is full'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('still there');
});

function text(log: RunLog): string {
  return gunzipSync(log.compressed()).toString();
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const piece of pieces) all += piece;
  return all;
}

async function tick(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
