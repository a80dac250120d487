import { startProcess } from '../../support/process.ts';
import { freePorts } from '../../support/ports.ts';
import { waitFor } from '../../support/wait.ts';
import { apiClient } from '../api-client.ts';
import { componentContext } from './component.ts';
import { writeControlPlaneFiles } from './control-plane-files.ts';
import { etcd } from './etcd.ts';
import { kubeApiserver } from './kube-apiserver.ts';
import { kubeControllerManager } from './kube-controller-manager.ts';
import type { ProcessSpec, RunningProcess } from '../../support/process.ts';
import type { ClusterOptions, ComponentName, Connection } from '../cluster.ts';
import type { ControlPlaneFiles, Identities } from './control-plane-files.ts';

export interface ControlPlane extends AsyncDisposable {
  files: ControlPlaneFiles;
  identities: Identities;
  restart(name: ComponentName, options?: { kill?: boolean }): Promise<void>;
}

/** In the order of starting. */
const order: readonly ComponentName[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

/** Starts the three processes below `dir` on free ports; ready when a namespace made now would get its ServiceAccount. When one of them fails, nothing is left running. */
export async function startControlPlane(
  dir: string,
  programs: Record<ComponentName, string>,
  options: ClusterOptions,
): Promise<ControlPlane> {
  const [client = 0, peer = 0, port = 0, managerPort = 0] = await freePorts(4);
  const server = `https://127.0.0.1:${port}`;
  const { files, identities } = await writeControlPlaneFiles(dir, server);
  const { admin } = identities;
  const context = componentContext(dir, programs, options);
  const specs: Record<ComponentName, ProcessSpec> = {
    etcd: etcd(context, { client, peer }),
    'kube-apiserver': kubeApiserver(context, { files, admin, etcdPort: client, port }),
    'kube-controller-manager': kubeControllerManager(context, { files, admin, port: managerPort }),
  };
  const running = new Map<ComponentName, RunningProcess>();
  const stop = async (): Promise<void> => {
    for (const name of order.toReversed()) await running.get(name)?.stop();
  };
  try {
    for (const name of order) {
      options.progress?.(`starting ${name}`);
      running.set(name, await startProcess(specs[name]));
    }
    await controllersWork(admin);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    files,
    identities,
    restart: async (name, { kill = false } = {}) => {
      if (kill) running.get(name)?.signal('SIGKILL');
      await running.get(name)?.stop();
      running.set(name, await startProcess(specs[name]));
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** The health of kube-controller-manager says that it runs, not that its controllers have synced: what they make says that. */
async function controllersWork(admin: Connection): Promise<void> {
  await using client = apiClient(admin);
  await waitFor('kube-controller-manager to make the ServiceAccount default/default', async () => {
    const { status } = await client.send('GET', '/api/v1/namespaces/default/serviceaccounts/default');
    return status === 200;
  });
}
