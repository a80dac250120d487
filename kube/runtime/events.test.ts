import { expect, onTestFinished, test } from 'vitest';
import { mapUid } from '../../api/meta/uid.ts';
import { createLog } from '../process/log.ts';
import { ManualClock } from '../process/manual-clock.ts';
import { send } from '../testing/api-server.ts';
import type { Answer, TestServer } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { Events } from './events.ts';
import type { EventNote } from './events.ts';

const uid = '3a7b2f0e-1111-4222-8333-000000000001';
const record = {
  apiVersion: 'store.stowage.dev/v1alpha1',
  kind: 'BackupRecord',
  metadata: { name: 'daily', namespace: 'team', uid, resourceVersion: '7' },
};
const note: EventNote = { type: 'Warning', reason: 'LocationUnavailable', message: 'no such bucket' };

async function start(
  answer: Answer,
): Promise<{ server: TestServer; events: Events; clock: ManualClock; lines: string[] }> {
  const { server, client } = await startWithClient(onTestFinished, answer);
  const clock = new ManualClock();
  const lines: string[] = [];
  const log = createLog({ destination: { write: (line) => lines.push(line) } });
  const options = { client, component: 'stowage-controllers', instance: 'pod-1', clock, random: steadyRandom(), log };
  return { server, events: new Events(options), clock, lines };
}

const ok: Answer = (_, response) => send(response, 200, {});

test('records an Event about the served object, not about its record', async () => {
  const { server, events } = await start(ok);
  await events.record(record, note);
  expect(server.seen[0]?.url).toBe('/api/v1/namespaces/team/events');
  expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'team', name: 'daily.0000000000000001' },
    involvedObject: {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Backup',
      namespace: 'team',
      name: 'daily',
      uid: mapUid(uid),
      resourceVersion: '7',
    },
    type: 'Warning',
    reason: 'LocationUnavailable',
    message: 'no such bucket',
    source: { component: 'stowage-controllers', host: 'pod-1' },
    reportingComponent: 'stowage-controllers',
    reportingInstance: 'pod-1',
    count: 1,
    firstTimestamp: '2026-11-21T07:00:00Z',
    lastTimestamp: '2026-11-21T07:00:00Z',
  });
});

test('names other objects as they are, cluster-scoped ones in the namespace default', async () => {
  const { server, events } = await start(ok);
  await events.record({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid } }, note);
  expect(server.seen[0]?.url).toBe('/api/v1/namespaces/default/events');
  expect(JSON.parse(server.seen[0]?.body ?? '').involvedObject).toEqual({
    apiVersion: 'v1',
    kind: 'Node',
    name: 'n',
    uid,
  });
});

test('only raises the count of the same note, also when it comes twice at once', async () => {
  const { server, events, clock } = await start(ok);
  await Promise.all([events.record(record, note), events.record(record, note)]);
  await clock.advance(60_000);
  await events.record(record, note);
  await events.record(record, { ...note, message: 'another' });
  expect(server.seen.map(({ method, body }) => [method, JSON.parse(body).count])).toEqual([
    ['POST', 1],
    ['PATCH', 2],
    ['PATCH', 3],
    ['POST', 1],
  ]);
  expect(JSON.parse(server.seen[2]?.body ?? '').lastTimestamp).toBe('2026-11-21T07:01:00Z');
});

test('makes a new Event after ten quiet minutes, or when the server has dropped the old one', async () => {
  const { server, events, clock } = await start((seen, response) =>
    seen.method === 'PATCH' ? send(response, 404, { kind: 'Status', code: 404 }) : send(response, 201, {}),
  );
  await events.record(record, note);
  await clock.advance(600_000);
  await events.record(record, note);
  await events.record(record, note);
  expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'PATCH', 'POST']);
});

test('never throws: a lost Event is logged, and the next one is recorded', async () => {
  const { events, lines, server } = await start((_, response, call) =>
    call === 1 ? send(response, 403, { kind: 'Status', code: 403, message: 'no' }) : send(response, 201, {}),
  );
  await events.record(record, note);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'event lost', name: 'daily', error: { message: 'no' } });
  await events.record(record, note);
  expect(server.seen).toHaveLength(2);
});

test('keeps to the limits of the server', async () => {
  const { server, events } = await start(ok);
  const name = 'n'.repeat(253);
  await events.record({ ...record, metadata: { ...record.metadata, name } }, { ...note, message: 'm'.repeat(5_000) });
  const sent = JSON.parse(server.seen[0]?.body ?? '');
  expect(sent.metadata.name).toHaveLength(253);
  expect(sent.message).toHaveLength(1_024);
});
