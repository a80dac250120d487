import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../process/manual-clock.ts';
import { send } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { follow } from './follow.ts';

const ref = { group: '', version: 'v1', plural: 'configmaps' };
const emptyList = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '5' }, items: [] };

test.each([400, 401, 403, 404, 405])('ends with an answer that will not get better by itself: %i', async (code) => {
  const { server, client } = await startWithClient(onTestFinished, (_, response) =>
    send(response, code, { kind: 'Status', code }),
  );
  await expect(follow(client, ref).next()).rejects.toMatchObject({ code });
  expect(server.seen).toHaveLength(1);
});

test('asks again after such an answer when it is patient', async () => {
  const clock = new ManualClock();
  const { client } = await startWithClient(onTestFinished, (_, response, call) =>
    call === 1 ? send(response, 403, { kind: 'Status', code: 403 }) : send(response, 200, emptyList),
  );
  const events = follow(client, ref, { patient: true, clock });
  const first = events.next();
  await expect.poll(() => clock.sleeping).toBe(1);
  await clock.advance(800);
  expect((await first).value).toEqual({ type: 'SYNC', items: [], resourceVersion: '5' });
  await events.return(undefined);
});

test('does not spin on a server that ends each watch at once', async () => {
  const clock = new ManualClock();
  const { server, client } = await startWithClient(onTestFinished, (seen, response) =>
    seen.url.includes('watch') ? response.writeHead(200).end() : send(response, 200, emptyList),
  );
  const abort = new AbortController();
  const events = follow(client, ref, { clock, random: steadyRandom(), signal: abort.signal });
  await events.next();
  const next = events.next();
  for (const [watches, delayMs] of [400, 800, 1_600].entries()) {
    await expect.poll(() => clock.sleeping).toBe(1);
    expect(server.seen).toHaveLength(2 + watches);
    await clock.advance(delayMs - 1);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    await expect.poll(() => server.seen.length).toBe(3 + watches);
  }
  abort.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});
