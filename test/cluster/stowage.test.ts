import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster } from './boot/start-cluster.ts';
import { startStowage } from './boot/stowage.ts';
import { processesNaming } from '../support/processes.ts';
import { waitFor } from '../support/wait.ts';
import type { Stowage } from './boot/stowage.ts';
import type { Cluster } from './cluster.ts';

let cluster: Cluster;
let stowage: Stowage;

beforeAll(async () => {
  cluster = await startCluster();
  stowage = await startStowage(cluster);
});

afterAll(async () => {
  await stowage?.stop();
  await cluster?.stop();
});

it('is installed with a default location that is Available', async () => {
  const location = ['-n', 'stowage-system', 'get', 'backupstoragelocations.stowage.dev', 'default'];
  const { stdout } = await cluster.kubectl([...location, '-o', 'jsonpath={.spec.provider} {.status.phase}']);
  expect(stdout).toBe('filesystem Available');
});

it('runs as the ServiceAccounts of its manifests and nobody else', async () => {
  const events = await cluster.auditEvents((event) => event.userAgent?.startsWith('stowage-') ?? false);
  const users = new Set(events.map((event) => event.user.username));
  expect([...users].toSorted()).toEqual([
    'system:serviceaccount:stowage-system:stowage-apiserver',
    'system:serviceaccount:stowage-system:stowage-controllers',
  ]);
});

it('serves again after its apiserver was killed and started', async () => {
  const before = stowage.apiserver.pid;
  await stowage.restart('apiserver', { kill: true });
  expect(stowage.apiserver.pid).not.toBe(before);
  await waitFor('the API to be served', async () => {
    const { code } = await cluster.kubectl(['get', 'backups.stowage.dev', '-A']);
    return code === 0;
  });
  expect(stowage.peakMiB('apiserver')).toBeGreaterThan(20);
});

it('leaves no process when stopped', async () => {
  const started = performance.now();
  await stowage.stop();
  expect(performance.now() - started).toBeLessThan(9_000);
  expect(await processesNaming(`${cluster.dir}/kubeconfigs`)).toEqual([]);
  expect(stowage.apiserver.alive() || stowage.controllers.alive()).toBe(false);
});
