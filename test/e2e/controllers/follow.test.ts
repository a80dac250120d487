import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startS3 } from '../../cluster/boot/s3.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { waitFor } from '../../support/wait.ts';
import { backup, system } from '../stack.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';

let cluster: Cluster;
let gate: Gate;
const stack = new AsyncDisposableStack();
const log = `/apis/stowage.dev/v1alpha1/namespaces/${system}/backups/held/log`;

beforeAll(async () => {
  cluster = stack.use(await startCluster());
  const s3 = await startS3(cluster.dir);
  stack.defer(() => s3.stop());
  await s3.createBucket('backups');
  gate = stack.use(await startGate(s3.endpoint));
  const location = { s3: { ...s3, endpoint: gate.endpoint }, bucket: 'backups', validationFrequency: '0s' };
  stack.use(await startStowage(cluster, { location }));
});

afterAll(() => stack.disposeAsync());

describe('the log of a backup that runs', () => {
  it('comes through kube-apiserver while it grows, to its end, and is the same in the bucket', async () => {
    gate.holdAfter(20_000);
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(backup(system, 'held')) });
    await waitFor('the first lines', async () => (await read(log)).includes('Collecting'));
    let ended = false;
    const following = read(`${log}?follow=true`).finally(() => {
      ended = true;
    });
    await sleep(500);
    expect(ended).toBe(false);
    gate.release();
    const followed = await following;
    expect(followed).toContain('msg="Backup finished"');
    await cluster.kubectl([
      '-n',
      system,
      'wait',
      '--for=condition=Complete',
      'backup.stowage.dev/held',
      '--timeout=30s',
    ]);
    expect(await read(log)).toBe(followed);
  });
});

async function read(path: string): Promise<string> {
  return (await cluster.kubectl(['get', '--raw', path])).stdout;
}
