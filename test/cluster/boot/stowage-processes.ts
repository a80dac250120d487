import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { baseObjects } from '../../../manifests/base.ts';
import { freePorts } from '../../support/ports.ts';
import type { ProcessSpec } from '../../support/process.ts';
import type { Cluster } from '../cluster.ts';
import { bundled } from './bundles.ts';
import { isReady } from './is-ready.ts';

export type StowageComponent = 'apiserver' | 'controllers';

export interface StowageProcesses {
  specs: Record<StowageComponent, ProcessSpec>;
  /** Where the apiserver listens on 127.0.0.1. */
  apiserverPort: number;
}

export interface ProcessOptions {
  filesystemRoot: string;
  /** More flags; one of ours given again is overridden. */
  extraArgs?: Partial<Record<StowageComponent, readonly string[]>>;
  /** Arguments of node itself (`--cpu-prof`). */
  nodeArgs?: Partial<Record<StowageComponent, readonly string[]>>;
}

export const systemNamespace = 'stowage-system';
export const apiserverService = 'stowage-apiserver';

/** How the two programs are started beside a cluster: as themselves, with the ServiceAccounts of the manifests and nothing of the user's environment. */
export async function stowageProcesses(
  cluster: Cluster,
  { filesystemRoot, extraArgs = {}, nodeArgs = {} }: ProcessOptions,
): Promise<StowageProcesses> {
  const home = path.join(cluster.dir, 'stowage');
  await mkdir(home, { recursive: true });
  const [apiserverPort = 0, healthPort = 0] = await freePorts(2);
  const shared = [`--system-namespace=${systemNamespace}`, `--filesystem-root=${filesystemRoot}`];
  const program = async (name: StowageComponent, args: readonly string[]): Promise<ProcessSpec> => ({
    name: `stowage-${name}`,
    command: process.execPath,
    args: [
      ...manifestNodeArgs(name),
      ...(nodeArgs[name] ?? []),
      await bundled(name, home),
      `--kubeconfig=${await cluster.kubeconfigFor({ serviceAccount: { namespace: systemNamespace, name: `stowage-${name}` } })}`,
      ...shared,
      ...args,
      ...(extraArgs[name] ?? []),
    ],
    env: {
      HOME: home,
      TMPDIR: home,
      POD_NAME: `stowage-${name}-0`,
      POD_NAMESPACE: systemNamespace,
      POD_IP: '127.0.0.1',
    },
    cwd: home,
    logFile: path.join(cluster.dir, 'logs', `stowage-${name}.log`),
  });
  const apiserver = await program('apiserver', [
    '--bind-address=127.0.0.1',
    `--secure-port=${apiserverPort}`,
    `--service-name=${apiserverService}`,
    // There are no endpoints that have to forget it first.
    '--shutdown-delay=0s',
    '--shutdown-timeout=500ms',
  ]);
  const controllers = await program('controllers', [
    '--bind-address=127.0.0.1',
    `--health-port=${healthPort}`,
    '--metrics-port=0',
    '--log-bind-address=127.0.0.1',
    '--log-port=0',
  ]);
  return {
    apiserverPort,
    specs: {
      apiserver: { ...apiserver, ready: () => isReady(`https://127.0.0.1:${apiserverPort}/readyz`, unverified) },
      controllers: { ...controllers, ready: () => isReady(`http://127.0.0.1:${healthPort}/readyz`) },
    },
  };
}

interface Deployment {
  kind?: string;
  metadata?: { name?: string };
  spec?: { template?: { spec?: { containers?: { command?: string[] }[] } } };
}

/** As kubelet asks. */
const unverified = { rejectUnauthorized: false };

/** What the Deployment gives to node itself, between `node` and the program. */
function manifestNodeArgs(name: StowageComponent): string[] {
  const objects = baseObjects() as Deployment[];
  const deployment = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata?.name === `stowage-${name}`,
  );
  const command = deployment?.spec?.template?.spec?.containers?.[0]?.command;
  if (command?.[0] !== 'node')
    throw new Error(`the Deployment stowage-${name} does not start node: ${command?.join(' ')}`);
  return command.slice(1, -1);
}
