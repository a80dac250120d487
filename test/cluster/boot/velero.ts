import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { peakMiB } from '../../support/memory.ts';
import { freePorts } from '../../support/ports.ts';
import { startProcess } from '../../support/process.ts';
import { run } from '../../support/run.ts';
import { waitFor } from '../../support/wait.ts';
import { buildPrograms } from '../build/build.ts';
import type { Finished } from '../../support/run.ts';
import type { RunningProcess } from '../../support/process.ts';
import type { Cluster } from '../cluster.ts';
import type { S3 } from './s3.ts';

export interface VeleroOptions {
  /** Must exist. */
  bucket: string;
  prefix?: string;
  /** Left out, Velero's own default holds (100 requests a second, bursts of 100): as people run it. */
  clientQps?: number;
  clientBurst?: number;
  /** How often it looks into the bucket for backups of others; default 1 s (Velero's: 1 min). */
  syncPeriod?: string;
  progress?: (line: string) => void;
}

/** A real Velero, the peer of our formats and of the bench. */
export interface Velero extends AsyncDisposable {
  /** Its client program, run as the administrator: `velero(['backup', 'create', ...])`. */
  velero(args: readonly string[], options?: { deadlineMs?: number }): Promise<Finished>;
  /** The most memory that the server has used so far: high-water mark of its resident set, without its plugins' processes (so in its favour). */
  peakMiB(): number;
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

const namespace = 'velero';

/** Starts Velero beside the cluster, its namespace and CRDs installed, and waits until its location `default` is Available. */
export async function startVelero(cluster: Cluster, s3: S3, options: VeleroOptions): Promise<Velero> {
  const programs = await buildPrograms(['velero', 'velero-plugin-for-aws'], options);
  const home = path.join(cluster.dir, 'velero');
  await mkdir(home, { recursive: true });
  const velero: Velero['velero'] = (args, { deadlineMs = 120_000 } = {}) =>
    run(programs.velero, [...args, `--kubeconfig=${cluster.kubeconfig}`, `--namespace=${namespace}`], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home },
      deadlineMs,
    });
  await install(cluster, velero, location(s3, options));
  const server = await startServer(cluster, programs, { home, credentialsFile: s3.credentialsFile, options });
  try {
    await waitFor(`Velero's location to be Available`, () => isAvailable(cluster), {
      everyMs: 200,
      deadlineMs: 180_000,
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    velero,
    peakMiB: () => peakMiB(server.pid),
    process: server,
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function install(cluster: Cluster, velero: Velero['velero'], backupLocation: object): Promise<void> {
  const crds = await velero(['install', '--crds-only', '--dry-run', '-o', 'yaml']);
  if (crds.code !== 0) throw new Error(`velero install --crds-only failed: ${crds.stderr}`);
  const documents = parseAllDocuments(crds.stdout).map((document) => document.toJS() as object | null);
  await cluster.apply([
    ...documents.filter((document) => document !== null),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  ]);
  await cluster.kubectl(['wait', '--for=condition=Established', 'crd', '-l', 'component=velero', '--timeout=30s']);
  await cluster.apply([backupLocation, deployment]);
}

function location(s3: S3, { bucket, prefix }: VeleroOptions): object {
  return {
    apiVersion: 'velero.io/v1',
    kind: 'BackupStorageLocation',
    metadata: { namespace, name: 'default' },
    spec: {
      provider: 'aws',
      default: true,
      objectStorage: {
        bucket,
        ...(prefix === undefined ? {} : { prefix }),
        ...(s3.caCert === undefined ? {} : { caCert: Buffer.from(s3.caCert).toString('base64') }),
      },
      config: { region: s3.region, s3ForcePathStyle: 'true', s3Url: s3.endpoint },
      validationFrequency: '1s',
    },
  };
}

/** Its restores look themselves up as this Deployment (to run helpers with the same image); it runs nothing. */
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace, name: 'velero' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { deploy: 'velero' } },
    template: {
      metadata: { labels: { deploy: 'velero' } },
      spec: { containers: [{ name: 'velero', image: 'velero/velero:v1.18.3' }] },
    },
  },
};

async function startServer(
  cluster: Cluster,
  programs: Record<'velero' | 'velero-plugin-for-aws', string>,
  { home, credentialsFile, options }: { home: string; credentialsFile: string; options: VeleroOptions },
): Promise<RunningProcess> {
  const [metrics = 0, profiler = 0] = await freePorts(2);
  const { clientQps, clientBurst, syncPeriod = '1s' } = options;
  return startProcess({
    name: 'velero',
    command: programs.velero,
    args: [
      'server',
      `--namespace=${namespace}`,
      `--kubeconfig=${cluster.kubeconfig}`,
      // The directory of the built plugin holds it alone.
      `--plugin-dir=${path.dirname(programs['velero-plugin-for-aws'])}`,
      `--metrics-address=127.0.0.1:${metrics}`,
      `--profiler-address=127.0.0.1:${profiler}`,
      `--backup-sync-period=${syncPeriod}`,
      ...(clientQps === undefined ? [] : [`--client-qps=${clientQps}`]),
      ...(clientBurst === undefined ? [] : [`--client-burst=${clientBurst}`]),
    ],
    // It spools whole archives into TMPDIR.
    env: { AWS_SHARED_CREDENTIALS_FILE: credentialsFile, VELERO_NAMESPACE: namespace, HOME: home, TMPDIR: home },
    cwd: home,
    logFile: path.join(cluster.dir, 'logs', 'velero.log'),
  });
}

async function isAvailable(cluster: Cluster): Promise<boolean> {
  const asked = await cluster.kubectl([
    '-n',
    namespace,
    'get',
    'backupstoragelocations.velero.io',
    'default',
    '-o',
    'jsonpath={.status.phase}',
  ]);
  return asked.stdout === 'Available';
}
