import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import { startVelero, type Velero } from '../cluster/boot/velero.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { createLoad, floorBackup, floorRestore } from '../cluster/load.ts';
import type { BenchOptions } from './options.ts';
import { median, type Row } from './report.ts';
import { runner, type Job, type Runner } from './runner.ts';

type Tell = (line: string) => void;

const namespaces = Array.from({ length: 10 }, (_, i) => `load-${i}`);

/** Boots everything once, loads 10,000 small objects and measures the rows one after the other. */
export async function measure(options: BenchOptions, tell: Tell): Promise<Row[]> {
  await using cluster = await startCluster({ progress: tell });
  await using s3 = await startS3(cluster.dir, { progress: tell });
  await s3.createBucket('stowage');
  await s3.createBucket('velero');
  const profile = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  await using stowage = await startStowage(cluster, {
    location: { s3, bucket: 'stowage' },
    nodeArgs: { controllers: profile },
  });
  await using velero = options.velero
    ? await startVelero(cluster, s3, { bucket: 'velero', progress: tell })
    : undefined;
  const loaded = await createLoad(cluster.admin, namespaces);
  tell(`loaded ${loaded.objects} objects in ${loaded.seconds.toFixed(1)} s`);
  const bench = { cluster, velero, stowagePeak: () => stowage.peakMiB('controllers'), tell, options };
  const rows: Row[] = [];
  if (wanted(options, 'backup')) rows.push(await backupRow(bench));
  if (wanted(options, 'restore')) rows.push(await restoreRow(bench));
  return rows;
}

interface Bench {
  cluster: Cluster;
  velero: Velero | undefined;
  stowagePeak: () => number;
  tell: Tell;
  options: BenchOptions;
}

function wanted({ rows }: BenchOptions, name: string): boolean {
  return rows.length === 0 || rows.includes(name);
}

/** One round is floor, Stowage, Velero in turn, so that a change of the machine's speed meets all of them. */
async function backupRow(bench: Bench): Promise<Row> {
  const { cluster, options } = bench;
  await using ask = runner(cluster);
  const seen = { floor: [] as number[], stowage: [] as number[], velero: [] as number[] };
  for (let round = 0; round < options.rounds; round++) {
    seen.floor.push((await floorBackup(cluster.admin)).seconds);
    seen.stowage.push(
      await ask.run(job('stowage.dev/v1alpha1', 'Backup', `round-${round}`, { includedNamespaces: namespaces })),
    );
    if (bench.velero)
      seen.velero.push(
        await ask.run(job('velero.io/v1', 'Backup', `round-${round}`, { includedNamespaces: namespaces })),
      );
    told(bench, 'backup', seen);
  }
  return row(bench, 'backup', seen);
}

/** Restores of the first backup into new namespaces each time. Velero's takes minutes: once. */
async function restoreRow(bench: Bench): Promise<Row> {
  const { cluster, options } = bench;
  await using ask = runner(cluster);
  await ensureBackups(ask, bench);
  const seen = { floor: [] as number[], stowage: [] as number[], velero: [] as number[] };
  for (let round = 0; round < options.rounds; round++) {
    seen.floor.push((await floorRestore(cluster.admin, Object.values(mapping(`floor-${round}`)))).seconds);
    seen.stowage.push(await ask.run(restore('stowage.dev/v1alpha1', `stowage-${round}`)));
    if (bench.velero && round === 0) seen.velero.push(await ask.run(restore('velero.io/v1', `velero-${round}`)));
    told(bench, 'restore', seen);
  }
  return row(bench, 'restore', seen);
}

async function ensureBackups(ask: Runner, { velero }: Bench): Promise<void> {
  const spec = { includedNamespaces: namespaces };
  await ask.runUnlessThere(job('stowage.dev/v1alpha1', 'Backup', 'round-0', spec));
  if (velero) await ask.runUnlessThere(job('velero.io/v1', 'Backup', 'round-0', spec));
}

function restore(apiVersion: string, name: string): Job {
  return job(apiVersion, 'Restore', name, { backupName: 'round-0', namespaceMapping: mapping(name) });
}

function mapping(prefix: string): Record<string, string> {
  return Object.fromEntries(namespaces.map((name) => [name, `${prefix}-${name}`]));
}

function job(apiVersion: Job['apiVersion'], kind: Job['kind'], name: string, spec: object): Job {
  return { apiVersion, kind, name, spec };
}

type Seen = Record<'floor' | 'stowage' | 'velero', number[]>;

function told({ tell }: Bench, name: string, seen: Seen): void {
  const last = Object.entries(seen).map(([who, times]) => `${who} ${times.at(-1)?.toFixed(2) ?? '-'} s`);
  tell(`${name}: ${last.join(', ')}`);
}

function row({ velero, stowagePeak }: Bench, name: Row['name'], seen: Seen): Row {
  return {
    name,
    stowage: median(seen.stowage),
    floor: median(seen.floor),
    velero: velero === undefined ? null : median(seen.velero),
    stowagePeakMiB: stowagePeak(),
    veleroPeakMiB: velero?.peakMiB() ?? null,
  };
}
