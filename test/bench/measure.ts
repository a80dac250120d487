import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import { startVelero } from '../cluster/boot/velero.ts';
import { createLoad } from '../cluster/load.ts';
import { backupRow, restoreRow } from './job-rows.ts';
import type { Bench } from './job-rows.ts';
import { oneObjectRow } from './one-object.ts';
import type { OneObjectRow } from './one-object.ts';
import type { BenchOptions } from './options.ts';
import type { JobRow } from './report.ts';

/** A thousand objects in each. */
const namespaces = numbered(0, 10);
/** With them, a hundred thousand. */
const moreNamespaces = numbered(10, 100);

/** Boots everything once, loads 10,000 small objects and measures the rows one after the other. */
export async function measureJobs(
  options: BenchOptions,
  tell: (line: string) => void,
): Promise<(JobRow | OneObjectRow)[]> {
  await using cluster = await startCluster({ progress: tell });
  await using s3 = await startS3(cluster.dir, { progress: tell });
  for (const bucket of ['stowage', 'velero', 'counted']) await s3.createBucket(bucket);
  const profile = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  await using stowage = await startStowage(cluster, {
    location: { s3, bucket: 'stowage' },
    nodeArgs: { controllers: profile },
  });
  await using velero = options.velero
    ? await startVelero(cluster, s3, { bucket: 'velero', progress: tell })
    : undefined;
  const { rounds, jobs } = options;
  const bench: Bench = { cluster, velero, stowagePeak: () => stowage.peakMiB('controllers'), rounds, tell };
  const load = async (names: readonly string[]): Promise<void> => {
    const loaded = await createLoad(cluster.admin, names);
    tell(`loaded ${loaded.objects} objects in ${loaded.seconds.toFixed(1)} s`);
  };
  await load(namespaces);
  const rows: (JobRow | OneObjectRow)[] = [];
  if (jobs.includes('backup')) rows.push(await backupRow(bench, { name: 'backup', namespaces }));
  if (jobs.includes('one-object')) rows.push(await oneObjectRow(bench, s3, namespaces));
  if (jobs.includes('restore')) rows.push(await restoreRow(bench, { name: 'restore', namespaces }));
  if (jobs.includes('backup-100k')) {
    await load(moreNamespaces);
    rows.push(await backupRow(bench, { name: 'backup-100k', namespaces: [...namespaces, ...moreNamespaces] }));
  }
  return rows;
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => `load-${from + at}`);
}
