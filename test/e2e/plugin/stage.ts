import path from 'node:path';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Stowage } from '../../cluster/boot/stowage.ts';
import type { Cluster, KubectlOptions } from '../../cluster/cluster.ts';
import { root } from '../../support/run-step.ts';
import type { Finished } from '../../support/run.ts';

/** Where `npm run build` and ../set-up.ts put the plugin. */
export const dist = path.join(root, 'dist');

/** The namespace that the tests work in; the kubeconfig's contexts know of none. */
export const namespace = 'shop';

/** The built plugin under the cluster's own kubectl, with Stowage running. */
export interface Stage extends AsyncDisposable {
  cluster: Cluster;
  stowage: Stowage;
  /** PATH with the plugin and this project's Node in front. */
  path: string;
  /** `kubectl <args>` in the namespace. */
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<Finished>;
  /** `kubectl backup <args>` in the namespace. */
  plugin(args: readonly string[], options?: KubectlOptions): Promise<Finished>;
}

/** Boots a cluster with Stowage and makes the namespace with a few objects in it. */
export async function startStage(): Promise<Stage> {
  const cluster = await startCluster();
  const stowage = await startStowage(cluster);
  const PATH = [dist, path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
  const kubectl: Stage['kubectl'] = (args, options = {}) =>
    cluster.kubectl([...args, '-n', namespace], { ...options, env: { PATH, ...options.env } });
  await cluster.apply(objects);
  return {
    cluster,
    stowage,
    path: PATH,
    kubectl,
    plugin: (args, options) => kubectl(['backup', ...args], options),
    async [Symbol.asyncDispose]() {
      await stowage.stop();
      await cluster.stop();
    },
  };
}

const objects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace }, data: { colour: 'green' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace }, stringData: { token: 'not-a-real-one' } },
];
