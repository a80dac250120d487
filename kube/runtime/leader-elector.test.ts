import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../process/log.ts';
import { ManualClock } from '../process/manual-clock.ts';
import { startWithClient } from '../testing/client.ts';
import type { BusyClient } from '../testing/client.ts';
import { LeaseServer } from '../testing/lease-server.ts';
import { steadyRandom } from '../testing/steady-random.ts';
import { aborted } from './or-aborted.ts';
import { LeaderElector, LeadershipLost } from './leader-elector.ts';
import type { LeadershipEnd } from './leader-elector.ts';

async function serve(): Promise<{ server: LeaseServer; client: BusyClient }> {
  const server = new LeaseServer();
  const { client } = await startWithClient(onTestFinished, server.answer);
  return { server, client };
}

interface Candidate {
  client: BusyClient;
  clock: ManualClock;
  stop: AbortController;
  end: Promise<LeadershipEnd>;
  leads: () => boolean;
  reason: () => unknown;
}

/** Each candidate has a clock of its own, as on machines of their own. */
function candidate(client: BusyClient, identity: string, clock = new ManualClock()): Candidate {
  const stop = new AbortController();
  let leading: AbortSignal | undefined;
  const elector = new LeaderElector({
    client,
    lease: { namespace: 'stowage-system', name: 'stowage-controllers' },
    identity,
    annotations: () => ({ 'stowage.dev/log-address': identity }),
    clock,
    random: steadyRandom(),
    log: silentLog,
  });
  const end = elector.run(async (signal) => {
    leading = signal;
    await aborted(signal);
  }, stop.signal);
  return { client, clock, stop, end, leads: () => leading?.aborted === false, reason: () => leading?.reason };
}

/** Lets time pass in small steps, none of it while a request is under way. */
async function pass({ clock, client }: Pick<Candidate, 'clock' | 'client'>, ms: number): Promise<void> {
  await client.idle();
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(500);
    await client.idle();
  }
}

test('one leads, with its annotations on the lease; the other takes over when it stops, at once', async () => {
  const { server, client } = await serve();
  const a = candidate(client, 'a');
  await expect.poll(a.leads).toBe(true);
  expect(server.lease?.spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
  expect(server.lease?.spec['renewTime']).toBe('2026-11-21T07:00:00.000000Z');
  expect(server.lease?.metadata.annotations).toEqual({ 'stowage.dev/log-address': 'a' });
  const b = candidate(client, 'b');
  await pass(b, 10_000);
  expect(b.leads()).toBe(false);
  a.stop.abort(new Error('done'));
  expect(await a.end).toBe('stopped');
  expect(server.lease?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  expect(server.lease?.metadata.annotations).toEqual({});
  await pass(b, 4_000);
  expect(b.leads()).toBe(true);
  expect(server.lease?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
  b.stop.abort();
  await b.end;
});

test('renews as long as it leads, and keeps the time of acquiring', async () => {
  const { server, client } = await serve();
  const a = candidate(client, 'a');
  await expect.poll(a.leads).toBe(true);
  await pass(a, 60_000);
  expect(a.leads()).toBe(true);
  expect(server.writes).toBeGreaterThan(20);
  expect(server.lease?.spec['acquireTime']).toBe('2026-11-21T07:00:00.000000Z');
  expect(String(server.lease?.spec['renewTime']) > '2026-11-21T07:00:55').toBe(true);
  a.stop.abort();
  await a.end;
});

test('stops leading ten seconds after its last renewal, before anybody may take over', async () => {
  const { server, client } = await serve();
  const a = candidate(client, 'a');
  await expect.poll(a.leads).toBe(true);
  server.down = true;
  await pass(a, 9_000);
  expect(a.leads()).toBe(true);
  await pass(a, 3_500);
  expect(a.leads()).toBe(false);
  expect(a.reason()).toBeInstanceOf(LeadershipLost);
  expect(await a.end).toBe('lost');
  server.down = false;
  expect(server.lease?.spec['holderIdentity']).toBe('a');
});

test('waits the whole lease after the last sign of life that it saw itself, whatever the clocks say', async () => {
  const { server, client } = await serve();
  const a = candidate(client, 'a');
  await expect.poll(a.leads).toBe(true);
  server.down = true;
  await pass(a, 13_000);
  expect(await a.end).toBe('lost');
  server.down = false;
  const b = candidate(client, 'b', new ManualClock('2030-01-01T00:00:00Z'));
  await pass(b, 14_000);
  expect(b.leads()).toBe(false);
  await pass(b, 4_000);
  expect(b.leads()).toBe(true);
  b.stop.abort();
  await b.end;
});

test('a label that somebody changes is no sign of life', async () => {
  const { server, client } = await serve();
  server.lease = { metadata: { resourceVersion: '1' }, spec: { holderIdentity: 'dead', leaseDurationSeconds: 15 } };
  const b = candidate(client, 'b');
  for (let i = 0; i < 9; i++) {
    await pass(b, 2_000);
    if (!b.leads()) server.lease = { ...server.lease, metadata: { resourceVersion: `label-${i}` } };
  }
  expect(b.leads()).toBe(true);
  b.stop.abort();
  await b.end;
});

test('stops leading at once when it sees that another holds the lease', async () => {
  const { server, client } = await serve();
  const a = candidate(client, 'a');
  await expect.poll(a.leads).toBe(true);
  server.lease = { metadata: { resourceVersion: 'x' }, spec: { holderIdentity: 'b', leaseDurationSeconds: 15 } };
  await pass(a, 3_000);
  expect(await a.end).toBe('lost');
  expect(server.lease.spec['holderIdentity']).toBe('b');
});

test('keeps the lease until the work has stopped', async () => {
  const { server, client } = await serve();
  const clock = new ManualClock();
  const stop = new AbortController();
  const working = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const lease = { namespace: 'n', name: 'l' };
  const elector = new LeaderElector({ client, lease, identity: 'a', clock, random: steadyRandom(), log: silentLog });
  const end = elector.run(() => {
    started.resolve();
    return working.promise;
  }, stop.signal);
  await started.promise;
  stop.abort();
  await pass({ clock, client }, 20_000);
  expect(server.lease?.spec['holderIdentity']).toBe('a');
  expect(String(server.lease?.spec['renewTime']) > '2026-11-21T07:00:15').toBe(true);
  working.resolve();
  expect(await end).toBe('stopped');
  expect(server.lease?.spec['holderIdentity']).toBe('');
});

test('gives the lease back when the work ends by itself or fails', async () => {
  const { server, client } = await serve();
  const lease = { namespace: 'n', name: 'l' };
  const options = { client, lease, clock: new ManualClock(), random: steadyRandom(), log: silentLog };
  const signal = new AbortController().signal;
  expect(await new LeaderElector({ ...options, identity: 'a' }).run(async () => undefined, signal)).toBe('finished');
  const failing = new LeaderElector({ ...options, identity: 'b' }).run(() => Promise.reject(new Error('bug')), signal);
  await expect(failing).rejects.toThrow('bug');
  expect(server.lease?.spec['holderIdentity']).toBe('');
});

test('refuses times with which two could lead at once', async () => {
  const { client } = await serve();
  const lease = { namespace: 'n', name: 'l' };
  const options = { client, lease, identity: 'a', clock: new ManualClock(), random: steadyRandom(), log: silentLog };
  expect(() => new LeaderElector({ ...options, leaseMs: 5_000 })).toThrow(RangeError);
});
