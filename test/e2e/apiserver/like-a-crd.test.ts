import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Stowage } from '../../cluster/boot/stowage.ts';
import { requests } from './requests.ts';
import { comparable, sendBoth, twinDefinitions } from './twin.ts';

/*
 * Ours beside the same kinds as plain CRDs, on the same kube-apiserver: status, headers and body of every answer must be equal but for the
 * group. Locations are the kind compared: the server fills in nothing of theirs.
 */

let cluster: Cluster;
let stowage: Stowage;

beforeAll(async () => {
  cluster = await startCluster();
  stowage = await startStowage(cluster, { controllers: false, location: 'none' });
  await cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'keys' }, stringData: { cloud: '' } },
    ...twinDefinitions(),
  ]);
  await cluster.kubectl(['wait', '--for=condition=Established', '--all', 'crd']);
});

afterAll(async () => {
  await stowage?.stop();
  await cluster?.stop();
});

describe('a location is answered as a custom resource is', () => {
  it.each(requests)('%s', async (_, sent) => {
    const { served, twin } = await sendBoth(cluster, sent);
    expect(comparable(served)).toEqual(comparable(twin));
  });
});
