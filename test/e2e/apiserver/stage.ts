import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Stowage, StowageOptions } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { commands } from '../commands.ts';
import type { Commands } from '../commands.ts';

/** A cluster with the apiserver and, where the options say so, the controllers. */
export interface Stage extends Commands, AsyncDisposable {
  cluster: Cluster;
  stowage: Stowage;
}

export async function startStage(options: StowageOptions = {}): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startCluster());
  const stowage = stack.use(await startStowage(cluster, { controllers: false, ...options }));
  const owned = stack.move();
  return { cluster, stowage, ...commands(cluster), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The namespace `shop`, and the Secret that its locations name. */
export const shop = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'keys' }, stringData: { cloud: '' } },
];
