import { setTimeout as sleep } from 'node:timers/promises';
import { loadConnection } from '../../../kube/client/config.ts';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import { benchClient } from '../api/client.ts';
import { pathOn } from '../api/side.ts';
import { aligned } from '../report.ts';
import { bigBodies, prepareBigBodies } from './big-bodies.ts';
import { fill, kubeClient, recordWriter } from './crowd.ts';
import { above, delayMeter, worst } from './delay.ts';
import type { DelayMeter } from './delay.ts';
import { compareDeletions, deletionLine } from './delete-all.ts';
import type { DeletionRow } from './delete-all.ts';
import { scenes } from './scenes.ts';
import { prepareVastBackup, vastBackup } from './vast-backup.ts';

/** Objects in the collection. */
const size = 10_000;
/** Milliseconds that nothing may hold up the event loop: health checks and discovery wait behind it. */
const goalMs = 50;
const namespace = 'crowd';
/** As many records that are deleted as such. */
const peer = 'peer';

/** Of how many milliseconds no sample was later: bounds of histograms. */
export interface EventLoopRow {
  name: string;
  /** How long the event loop was busy, or held up by something of its own process. */
  blockedMs: number;
  /** How long of that it had a processor. The rest is a disk, a lock, or helpers of the garbage collector that had none. */
  workedMs: number;
  /** How long it could have run and had no processor: the machine was busy with others. */
  waitedMs: number;
  /** How late it was, by both. */
  delayMs: number;
  /** Samples of `blocked` above the goal. */
  over: number;
  goalMs: number;
  met: boolean;
}

/**
 * Boots a cluster of its own with 10,000 Backups and says for how long the apiserver blocked its event loop in each scene. What the machine was busy with
 * otherwise is told apart.
 */
export async function measureEventLoop(
  { profile }: { profile: string | undefined },
  tell: (line: string) => void,
): Promise<(EventLoopRow | DeletionRow)[]> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startCluster({ progress: tell }));
  const nodeArgs = { apiserver: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`] };
  const stowage = stack.use(await startStowage(cluster, { progress: tell, controllers: false, nodeArgs }));
  tell(`making ${size} Backups, and ${size} records beside them`);
  const writer = stack.use(await recordWriter(cluster));
  for (const where of [namespace, peer]) await fill(cluster, writer, { namespace: where, size });
  const meter = stack.use(delayMeter(cluster, stowage.apiserverUrl));
  const connection = await loadConnection({}, { kubeconfig: cluster.kubeconfig });
  const client = stack.use(benchClient(connection, 100));
  await prepareBigBodies(client);
  await prepareVastBackup(client);
  const rows: (EventLoopRow | DeletionRow)[] = [];
  const add = (row: EventLoopRow | DeletionRow): void => {
    rows.push(row);
    tell(eventLoopTable([row]));
  };
  const collection = pathOn('stowage', 'Backup', namespace);
  for (const scene of [...scenes(collection), ...bigBodies(), ...vastBackup()]) {
    await scene.act(client);
    add(await measured(meter, scene.name, () => scene.act(client)));
  }
  const deleted = {
    stowage: { client: stack.use(kubeClient(connection)), path: collection },
    floor: { client: writer, path: pathOn('floor', 'Backup', peer) },
  };
  const compare = async (): Promise<void> => add(await compareDeletions(`delete ${size} in one request`, deleted));
  add(await measured(meter, 'meanwhile', compare));
  return rows;
}

async function measured(meter: DelayMeter, name: string, act: () => Promise<void>): Promise<EventLoopRow> {
  const before = await meter.read();
  await act();
  await sleep(100);
  const after = await meter.read();
  const [blockedMs, workedMs, waitedMs, delayMs] = (['blocked', 'worked', 'waited', 'delay'] as const).map((kind) =>
    worst(before[kind], after[kind]),
  ) as [number, number, number, number];
  const over = above(goalMs, before.blocked, after.blocked);
  return { name, blockedMs, workedMs, waitedMs, delayMs, over, goalMs, met: over === 0 };
}

/** The rows for a reader. */
export function eventLoopTable(rows: readonly (EventLoopRow | DeletionRow)[]): string {
  return aligned(rows.map((row) => ('met' in row ? delayLine(row) : deletionLine(row))));
}

function delayLine({ name, blockedMs, workedMs, waitedMs, delayMs, over, goalMs: goal, met }: EventLoopRow): string[] {
  return [
    name,
    `blocked the event loop for at most ${blockedMs} ms`,
    `goal ${goal} ms${met ? '' : `, SHORT OF IT ${over} times`}`,
    `(worked for at most ${workedMs} ms, waited for a processor for at most ${waitedMs} ms; ${delayMs} ms late in all)`,
  ];
}
