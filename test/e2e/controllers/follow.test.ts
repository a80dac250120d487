import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startS3 } from '../../cluster/boot/s3.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Stowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { waitFor } from '../../support/wait.ts';
import { send, stream } from '../apiserver/http.ts';
import { backup, system } from '../stack.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';

let cluster: Cluster;
let gate: Gate;
let stowage: Stowage;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  cluster = stack.use(await startCluster());
  const s3 = await startS3(cluster.dir);
  stack.defer(() => s3.stop());
  await s3.createBucket('backups');
  gate = stack.use(await startGate(s3.endpoint));
  const location = { s3: { ...s3, endpoint: gate.endpoint }, bucket: 'backups', validationFrequency: '0s' };
  stowage = stack.use(await startStowage(cluster, { location }));
});

afterAll(() => stack.disposeAsync());

describe('the log of a backup that runs', () => {
  it('comes to all who follow within a second of being written, from its beginning to its end, and is the same in the bucket', async () => {
    await begin('held');
    const early = [await follow('held'), await follow('held')];
    const lazy = await stream(cluster.admin, { path: `${logOf('held')}?follow=true` });
    await sleep(1500);
    const late = await follow('held');
    expect(early.map(({ ended }) => ended)).toEqual([false, false]);
    gate.release();
    const all = Promise.all([...early, late].map(({ whole }) => whole));
    const slowest = await slowestAnswer(all);
    const [first, ...others] = await all;
    expect(first).toContain('msg="Backup finished"');
    for (const other of others) expect(other).toBe(first);
    // A line has the second in which it was written: up to one of them is the stamp's. A machine that is busy is late with everything.
    for (const { lags } of early) {
      expect(lags.length).toBeGreaterThan(0);
      expect(Math.max(...lags)).toBeLessThan(2000 + 3 * slowest);
    }
    await completed('held');
    expect(await read(logOf('held'))).toBe(first);
    // Somebody who did not read held nobody up, and has all of it when he does.
    expect(Buffer.concat((await lazy.toArray()) as Buffer[]).toString()).toBe(first);
  });

  it('goes on with the next attempt when the process that carries it is killed', async () => {
    await begin('carried');
    const follower = await follow('carried');
    await waitFor('the first lines', () => follower.text().includes('Collecting'));
    const restarted = stowage.restart('controllers', { kill: true });
    await waitFor('the cut to be told', () => follower.text().includes('is gone; waiting for the next'));
    await restarted;
    // Held until then, or the next attempt could be over before anybody asks for its log.
    await waitFor('the log of the next attempt', () => follower.text().includes('msg="Log of attempt 2"'));
    gate.release();
    const text = await follower.whole;
    await completed('carried');
    const [before = '', after = ''] = text.split(/^.*msg="Log of attempt 2"\n/mu);
    expect(before).toMatch(/msg="The controllers process that carried this run is gone; waiting for the next"\n$/);
    expect(before).not.toContain('Backup finished');
    expect(after).toContain('msg="Backup finished"');
    expect(await read(logOf('carried'))).toBe(after);
  });
});

/** A backup whose upload is held in its middle. */
async function begin(name: string): Promise<void> {
  gate.holdAfter(20_000);
  await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(backup(system, name)) });
  await waitFor('the first lines', async () => (await read(logOf(name))).includes('Collecting'));
}

async function completed(name: string): Promise<void> {
  const args = ['-n', system, 'wait', '--for=condition=Complete', `backup.stowage.dev/${name}`, '--timeout=30s'];
  const { code, stderr } = await cluster.kubectl(args);
  expect(code, stderr).toBe(0);
}

interface Follower {
  text(): string;
  /** The text at the end; rejects when it was cut. */
  whole: Promise<string>;
  readonly ended: boolean;
  /** Milliseconds from the second in which a line was written to its arrival, of lines that were written while this one followed. */
  lags: number[];
}

async function follow(name: string): Promise<Follower> {
  const began = Date.now();
  const answer = await stream(cluster.admin, { path: `${logOf(name)}?follow=true` });
  expect(answer.statusCode).toBe(200);
  let text = '';
  let ended = false;
  const lags: number[] = [];
  const reading = async (): Promise<string> => {
    for await (const piece of answer) {
      text += String(piece);
      const stamps = [...String(piece).matchAll(/^time="([^"]+)"/gmu)].map(([, stamp = '']) => Date.parse(stamp));
      lags.push(...stamps.filter((stamp) => stamp > began).map((stamp) => Date.now() - stamp));
    }
    ended = true;
    return text;
  };
  return {
    text: () => text,
    whole: reading(),
    get ended() {
      return ended;
    },
    lags,
  };
}

/** The longest, in milliseconds, that an answer took which goes the same way and waits for nothing, asked for again and again until then. */
async function slowestAnswer(until: Promise<unknown>): Promise<number> {
  const over = until.then(() => true);
  let slowest = 0;
  do {
    const began = performance.now();
    await send(cluster.admin, { path: '/apis/stowage.dev/v1alpha1' });
    slowest = Math.max(slowest, performance.now() - began);
  } while (!(await Promise.race([over, sleep(10, false)])));
  return slowest;
}

function logOf(name: string): string {
  return `/apis/stowage.dev/v1alpha1/namespaces/${system}/backups/${name}/log`;
}

async function read(path: string): Promise<string> {
  return (await cluster.kubectl(['get', '--raw', path])).stdout;
}
