import { servedApiVersion, systemNamespace } from '../../../api/groups.ts';
import { limits } from '../../../api/v1alpha1/limits.ts';
import { finishedStatus } from '../api/objects.ts';
import { pathOn } from '../api/side.ts';
import type { BenchClient } from '../api/client.ts';
import { sendJson, table, unpacked } from './scenes.ts';
import type { Scene } from './scenes.ts';

const name = 'vast';
const collection = pathOn('stowage', 'Backup', systemNamespace);
const path = pathOn('stowage', 'Backup', systemNamespace, name);
const points = `/apis/${servedApiVersion}/restorepoints`;

/** Makes a Backup of as many namespaces as one can hold: each has a RestorePoint of it. */
export async function prepareVastBackup(client: BenchClient): Promise<void> {
  const value = { apiVersion: servedApiVersion, kind: 'Backup', metadata: { name } };
  await sendJson(client, { method: 'POST', path: collection, value }, 201);
  await finish(client);
}

/** What is done with the largest Backup that there can be, and with what is made of it. */
export function vastBackup(): readonly Scene[] {
  return [
    { name: 'Backup of 10,000 namespaces, patch of its status', act: finish },
    { name: 'Backup of 10,000 namespaces, update', act: update },
    { name: '10,000 RestorePoints, list', act: (client) => list(client) },
    { name: '10,000 RestorePoints, Table', act: (client) => list(client, table) },
  ];
}

async function finish(client: BenchClient): Promise<void> {
  const namespaces = Array.from({ length: limits.namespaces }, (_, at) => ({
    name: `team-${String(at).padStart(5, '0')}`,
    items: at,
    errors: 0,
    warnings: 2,
  }));
  // Another one each time: the RestorePoints are made anew.
  const status = { ...finishedStatus(name), namespaces, attempts: Math.floor(performance.now()) };
  const ask = { method: 'PATCH', path: `${path}/status`, contentType: 'application/merge-patch+json' };
  await sendJson(client, { ...ask, value: { status } }, 200);
}

async function update(client: BenchClient): Promise<void> {
  const body = String(unpacked(await client.send({ method: 'GET', path }, 200)));
  await client.send({ method: 'PUT', path, body }, 200);
}

async function list(client: BenchClient, accept = 'application/json'): Promise<void> {
  await client.send({ method: 'GET', path: points, accept }, 200);
}
