import { setTimeout as sleep } from 'node:timers/promises';
import { recordGroup, servedGroup, systemNamespace, version } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { loadConnection } from '../../../kube/client/config.ts';
import { KubeClient } from '../../../kube/client/kube-client.ts';
import { Transport } from '../../../kube/client/transport.ts';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { benchClient } from '../api/client.ts';
import { backup } from '../api/objects.ts';
import { aligned } from '../report.ts';
import { delayMeter, laterThan, worst } from './delay.ts';
import { scenes } from './scenes.ts';

/** Objects in the collection. */
const size = 10_000;
/** Milliseconds that nothing may hold up the event loop: health checks and discovery wait behind it. */
const goalMs = 50;
const namespace = 'crowd';

export interface EventLoopRow {
  name: string;
  /** Of how many milliseconds no sample was later: a bound of the histogram. */
  worstMs: number;
  /** Samples later than the goal. */
  over: number;
  goalMs: number;
  met: boolean;
}

/** Boots a cluster of its own with 10,000 Backups and says for how long the apiserver blocked its event loop in each scene (whatever else the machine was busy with). */
export async function measureEventLoop(
  { profile }: { profile: string | undefined },
  tell: (line: string) => void,
): Promise<EventLoopRow[]> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startCluster({ progress: tell }));
  const nodeArgs = { apiserver: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`] };
  const stowage = stack.use(await startStowage(cluster, { progress: tell, controllers: false, nodeArgs }));
  tell(`making ${size} Backups`);
  await fill(cluster);
  const meter = stack.use(delayMeter(cluster, stowage.apiserverUrl));
  const client = stack.use(benchClient(await loadConnection({}, { kubeconfig: cluster.kubeconfig }), 20));
  const rows: EventLoopRow[] = [];
  for (const scene of scenes(`/apis/${servedGroup}/${version}/namespaces/${namespace}/backups`)) {
    await scene.act(client);
    const before = await meter.read();
    await scene.act(client);
    await sleep(100);
    const after = await meter.read();
    const over = laterThan(goalMs, before, after);
    rows.push({ name: scene.name, worstMs: worst(before, after), over, goalMs, met: over === 0 });
    tell(eventLoopTable(rows.slice(-1)));
  }
  return rows;
}

/** The rows for a reader. */
export function eventLoopTable(rows: readonly EventLoopRow[]): string {
  return aligned(
    rows.map(({ name, worstMs, over, goalMs: goal, met }) => [
      name,
      `event loop blocked for at most ${worstMs} ms`,
      `goal ${goal} ms${met ? '' : `, SHORT OF IT ${over} times`}`,
    ]),
  );
}

/** As records, which the apiserver's account may write. */
async function fill(cluster: Cluster): Promise<void> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  const account = { serviceAccount: { namespace: systemNamespace, name: 'stowage-apiserver' } };
  const connection = await loadConnection({}, { kubeconfig: await cluster.kubeconfigFor(account) });
  const transport = new Transport(connection, { connections: 20 });
  const writer = new KubeClient(transport);
  const names = Array.from({ length: size }, (_, at) => `nightly-${String(at).padStart(5, '0')}`).values();
  const records = { group: recordGroup, version, plural: backupKind.record.plural, namespace };
  const worker = async (): Promise<void> => {
    for (const name of names) await writer.create(records, backup('floor', name));
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  await transport.close();
}
