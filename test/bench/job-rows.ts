import type { Velero } from '../cluster/boot/velero.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { floorBackup, floorRestore } from '../cluster/load.ts';
import { median } from './report.ts';
import type { JobRow } from './report.ts';
import { runner } from './runner.ts';
import type { Job, Runner } from './runner.ts';

/** What the rows of one run have in common. */
export interface Bench {
  cluster: Cluster;
  velero: Velero | undefined;
  stowagePeak: () => number;
  rounds: number;
  tell: (line: string) => void;
}

interface Load {
  name: JobRow['name'];
  namespaces: readonly string[];
}

/** One round is floor, Stowage, Velero in turn, so that a change of the machine's speed meets all of them. */
export async function backupRow(bench: Bench, { name, namespaces }: Load): Promise<JobRow> {
  const { cluster, rounds, velero } = bench;
  await using ask = runner(cluster);
  const spec = { includedNamespaces: namespaces };
  const seen: Seen = { floor: [], stowage: [], velero: [] };
  for (let round = 0; round < rounds; round++) {
    seen.floor.push((await floorBackup(cluster.admin)).seconds);
    seen.stowage.push(await ask.run(job('stowage.dev/v1alpha1', 'Backup', `${name}-${round}`, spec)));
    if (velero) seen.velero.push(await ask.run(job('velero.io/v1', 'Backup', `${name}-${round}`, spec)));
    told(bench, name, seen);
  }
  return row(bench, name, seen);
}

/** Restores of the first backup into new namespaces each time. Velero's takes minutes: once. */
export async function restoreRow(bench: Bench, { name, namespaces }: Load): Promise<JobRow> {
  const { cluster, rounds, velero } = bench;
  await using ask = runner(cluster);
  await ensureBackups(ask, bench, namespaces);
  const seen: Seen = { floor: [], stowage: [], velero: [] };
  const mapping = (prefix: string): Record<string, string> =>
    Object.fromEntries(namespaces.map((from) => [from, `${prefix}-${from}`]));
  const restore = (apiVersion: string, called: string): Job =>
    job(apiVersion, 'Restore', called, { backupName: firstBackup, namespaceMapping: mapping(called) });
  for (let round = 0; round < rounds; round++) {
    seen.floor.push((await floorRestore(cluster.admin, Object.values(mapping(`floor-${round}`)))).seconds);
    seen.stowage.push(await ask.run(restore('stowage.dev/v1alpha1', `stowage-${round}`)));
    if (velero && round === 0) seen.velero.push(await ask.run(restore('velero.io/v1', `velero-${round}`)));
    told(bench, name, seen);
  }
  return row(bench, name, seen);
}

/** As the row `backup` calls its first one. */
const firstBackup = 'backup-0';

async function ensureBackups(ask: Runner, { velero }: Bench, namespaces: readonly string[]): Promise<void> {
  const spec = { includedNamespaces: namespaces };
  await ask.runUnlessThere(job('stowage.dev/v1alpha1', 'Backup', firstBackup, spec));
  if (velero) await ask.runUnlessThere(job('velero.io/v1', 'Backup', firstBackup, spec));
}

function job(apiVersion: Job['apiVersion'], kind: Job['kind'], name: string, spec: object): Job {
  return { apiVersion, kind, name, spec };
}

type Seen = Record<'floor' | 'stowage' | 'velero', number[]>;

function told({ tell }: Bench, name: string, seen: Seen): void {
  const last = Object.entries(seen).map(([who, times]) => `${who} ${times.at(-1)?.toFixed(2) ?? '-'} s`);
  tell(`${name}: ${last.join(', ')}`);
}

function row({ velero, stowagePeak }: Bench, name: JobRow['name'], seen: Seen): JobRow {
  return {
    name,
    stowage: median(seen.stowage),
    floor: median(seen.floor),
    velero: velero === undefined ? null : median(seen.velero),
    stowagePeakMiB: stowagePeak(),
    veleroPeakMiB: velero?.peakMiB() ?? null,
  };
}
