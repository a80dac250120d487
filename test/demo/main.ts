// `npm run demo`: the whole round trip on a real control plane. See README.md for the options.
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import type { StowageLocation } from '../cluster/boot/stowage-location.ts';
import { buildPrograms } from '../cluster/build/build.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { dependency, runStep } from '../support/run-step.ts';
import { demoOptions } from './options.ts';
import type { DemoOptions } from './options.ts';
import { roundTrip } from './round-trip.ts';
import type { RoundTrip } from './round-trip.ts';
import { shell } from './shell.ts';

const options = demoOptions(process.argv.slice(2));
const out = options.json ? process.stderr : process.stdout;
const tell = (line: string): boolean => out.write(`${line}\n`);

try {
  process.exitCode = await demo(options);
} catch (error) {
  tell(`\nThe demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function demo({ s3, keep, json }: DemoOptions): Promise<number> {
  await buildPrograms(
    ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl', ...(s3 ? (['versitygw'] as const) : [])],
    {
      progress: tell,
    },
  );
  if ((await runStep(dependency('node'), ['kubectl-plugin/build.ts'])) !== 0)
    throw new Error('the plugin could not be built');
  await using cluster = await startCluster({ progress: tell });
  const location = s3 ? await s3Location(cluster) : {};
  await using stowage = await startStowage(cluster, { location, progress: tell });
  const kubectl = { program: cluster.programs.kubectl, kubeconfig: cluster.kubeconfig };
  tell(`Stowage serves at ${stowage.apiserverUrl}`);
  const result = await roundTrip(shell({ kubectl: kubectl.program, kubeconfig: kubectl.kubeconfig }, out), kubectl);
  const identical = report(result);
  if (json) {
    const { backup, restore } = result;
    process.stdout.write(`${JSON.stringify({ backup, restore, identical })}\n`);
  }
  if (keep) await untilStopped(cluster);
  return identical ? 0 : 1;
}

async function s3Location(cluster: Cluster): Promise<StowageLocation> {
  const s3 = await startS3(cluster.dir, { progress: tell });
  await s3.createBucket('demo');
  return { s3, bucket: 'demo' };
}

function report({ backup, restore, differences, objects }: RoundTrip): boolean {
  tell(`\nBackup:  ${backup.phase}, ${backup.items} objects, ${backup.seconds} s`);
  tell(`Restore: ${restore.phase}, ${restore.items} objects, ${restore.seconds} s`);
  const identical = differences.length === 0 && backup.phase === 'Completed' && restore.phase === 'Completed';
  tell(
    identical
      ? `All ${objects} objects of the namespace are what they were before.`
      : 'The namespace is not what it was:',
  );
  for (const line of differences) tell(`  ${line}`);
  return identical;
}

async function untilStopped(cluster: Cluster): Promise<void> {
  tell(
    `\nStill running. In another terminal:\n\n  export KUBECONFIG=${cluster.kubeconfig}\n  export PATH=${process.cwd()}/dist:$PATH\n\nCtrl-C stops it.`,
  );
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  await sleep(2 ** 31 - 1, undefined, { signal: stopped.signal }).catch(() => undefined);
}
