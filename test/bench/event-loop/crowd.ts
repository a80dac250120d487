import { recordGroup, systemNamespace, version } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { loadConnection } from '../../../kube/client/config.ts';
import type { Connection } from '../../../kube/client/connection.ts';
import { KubeClient } from '../../../kube/client/kube-client.ts';
import { Transport } from '../../../kube/client/transport.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { backup } from '../api/objects.ts';

/** Requests at once. */
const workers = 20;

/** A client with the rights of the apiserver's account, which may write records. */
export async function recordWriter(cluster: Cluster): Promise<KubeClient & AsyncDisposable> {
  const account = { serviceAccount: { namespace: systemNamespace, name: 'stowage-apiserver' } };
  return kubeClient(await loadConnection({}, { kubeconfig: await cluster.kubeconfigFor(account) }));
}

export function kubeClient(connection: Connection): KubeClient & AsyncDisposable {
  const transport = new Transport(connection, { connections: workers });
  return Object.assign(new KubeClient(transport), { [Symbol.asyncDispose]: () => transport.close() });
}

/** Makes a namespace with so many Backups, as records. */
export async function fill(
  cluster: Cluster,
  writer: KubeClient,
  { namespace, size }: { namespace: string; size: number },
): Promise<void> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  const names = Array.from({ length: size }, (_, at) => `nightly-${String(at).padStart(5, '0')}`).values();
  const records = { group: recordGroup, version, plural: backupKind.record.plural, namespace };
  const worker = async (): Promise<void> => {
    for (const name of names) await writer.create(records, backup('floor', name));
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
