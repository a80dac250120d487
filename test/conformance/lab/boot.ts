import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startS3 } from '../../cluster/boot/s3.ts';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { stowageProcesses } from '../../cluster/boot/stowage-processes.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ProcessSpec } from '../../support/process.ts';
import { freePorts } from '../../support/ports.ts';
import type { ProcessTemplate, Site } from './site.ts';
import { twinDefinitions } from './twins.ts';

/**
 * Boots a control plane, an S3 server, Stowage's apiserver and, for comparison, a CRD of the same schema as each served kind. The controllers are left out:
 * a check that needs them starts them, and objects stay as they were made in all others.
 */
export async function bootSite(
  stack: AsyncDisposableStack,
  { profile, wrong, progress }: { profile?: string; wrong: boolean; progress: (line: string) => void },
): Promise<Site> {
  const cluster = stack.use(
    // A list's continue token expires when its revision is compacted: with the default of 5 minutes a check would wait for 10.
    await startCluster({ progress, extraArgs: { 'kube-apiserver': ['--etcd-compaction-interval=20s'] } }),
  );
  const faultFile = wrong ? path.join(cluster.dir, 'fault') : undefined;
  const spoiling = faultFile === undefined ? [] : [`--import=${spoiler}?file=${encodeURIComponent(faultFile)}`];
  const s3 = stack.use(await startS3(cluster.dir, { progress }));
  await s3.createBucket('backups');
  const [s3ProxyPort = 0] = await freePorts(1);
  const stowage = stack.use(
    await startStowage(cluster, {
      progress,
      controllers: false,
      nodeArgs: { apiserver: [...spoiling, ...profiling(profile)] },
      location: {
        s3: { ...s3, endpoint: `http://127.0.0.1:${s3ProxyPort}` },
        bucket: 'backups',
        backupSyncPeriod: '1h',
      },
    }),
  );
  await cluster.apply(twinDefinitions());
  const { specs } = await stowageProcesses(cluster, {
    filesystemRoot: stowage.filesystemRoot,
    nodeArgs: { apiserver: spoiling },
  });
  return {
    dir: cluster.dir,
    kubectl: cluster.programs.kubectl,
    kubeconfig: cluster.kubeconfig,
    admin: cluster.admin,
    frontProxy: frontProxyOf(cluster),
    apiserver: templateOf(specs.apiserver),
    controllers: templateOf(specs.controllers),
    apiserverPort: Number(new URL(stowage.apiserverUrl).port),
    apiserverLog: stowage.logs.apiserver,
    s3Port: Number(new URL(s3.endpoint).port),
    s3ProxyPort,
    ...(profile === undefined ? {} : { profile }),
    ...(faultFile === undefined ? {} : { faultFile }),
  };
}

/** Makes the apiserver do wrong what a file says. */
const spoiler = new URL('../wrong/spoil.ts', import.meta.url).href;

/** A run takes a quarter of an hour: every five milliseconds is often enough, and keeps the profile small. */
function profiling(directory: string | undefined): string[] {
  return directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=5000'];
}

function frontProxyOf(cluster: Cluster): Site['frontProxy'] {
  const read = (name: string): string => readFileSync(path.join(cluster.dir, 'pki', name), 'utf8');
  return { ca: cluster.frontProxyCa, cert: read('front-proxy-client.crt'), key: read('front-proxy-client.key') };
}

function templateOf({ command, args, env = {}, cwd = '/' }: ProcessSpec): ProcessTemplate {
  return { command, args, env, cwd };
}
