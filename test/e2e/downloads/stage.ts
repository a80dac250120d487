import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startS3 } from '../../cluster/boot/s3.ts';
import type { S3 } from '../../cluster/boot/s3.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Stowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { root } from '../../support/run-step.ts';
import { waitFor } from '../../support/wait.ts';
import { backup, system } from '../stack.ts';
import type { Seen } from '../stack.ts';
import { startLine } from './line.ts';
import type { Line } from './line.ts';

/** In place of kube-apiserver's 60 s (--request-timeout). One check of test/conformance waits for those. */
export const cutAfterSeconds = 5;

/** Half a MiB that does not compress. */
const noiseBytes = 500_000;

/** A cluster whose kube-apiserver cuts early, an S3 server and a directory as locations, lines in front of both servers. */
export interface Stage extends AsyncDisposable {
  cluster: Cluster;
  stowage: Stowage;
  s3: S3;
  /** Between our processes and the S3 server. */
  toS3: Line;
  /** Between a user and kube-apiserver. */
  toCluster: Line;
  /** Starts `kubectl backup download <args>` behind the line `toCluster`. */
  downloading(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Makes a backup of the namespace `shop` and waits for it. */
  back(name: string, spec?: object): Promise<void>;
  /** Path in the API of a download of a backup. */
  path(name: string, download: string): string;
  /** The file in the location's directory or the S3 server's. */
  file(name: string, suffix: string, location?: 'default' | 'disk'): string;
}

export async function startStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const extraArgs = { 'kube-apiserver': [`--request-timeout=${cutAfterSeconds}s`] };
  const cluster = stack.use(await startCluster({ extraArgs }));
  const s3 = stack.use(await startS3(cluster.dir));
  await s3.createBucket('backups');
  const toS3 = stack.use(await startLine(s3.endpoint));
  const toCluster = stack.use(await startLine(cluster.server));
  const endpoint = `http://127.0.0.1:${toS3.port}`;
  const stowage = stack.use(
    await startStowage(cluster, {
      location: { s3: { ...s3, endpoint }, bucket: 'backups', validationFrequency: '0s', backupSyncPeriod: '0s' },
    }),
  );
  const disk = path.join(stowage.filesystemRoot, 'disk');
  await mkdir(disk);
  await cluster.apply([...objects(), diskLocation]);
  const available = ['-n', system, 'wait', '--for=jsonpath={.status.phase}=Available', 'bsl/disk', '--timeout=30s'];
  const waited = await cluster.kubectl(available);
  if (waited.code !== 0) throw new Error(waited.stderr);
  const owned = stack.move();
  return {
    cluster,
    stowage,
    s3,
    toS3,
    toCluster,
    downloading: (args) => {
      const server = `--server=https://127.0.0.1:${toCluster.port}`;
      const program = path.join(root, 'dist', 'kubectl-backup');
      const PATH = [path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
      return spawn(program, ['download', ...args, '-n', system, server], {
        env: { PATH, KUBECONFIG: cluster.kubeconfig, HOME: cluster.dir },
      });
    },
    back: async (name, spec = {}) => {
      const made = await cluster.kubectl(['create', '-f', '-'], {
        input: JSON.stringify(backup(system, name, { includedNamespaces: ['shop'], ...spec })),
      });
      if (made.code !== 0) throw new Error(made.stderr);
      await waitFor(`the backup ${name}`, () => ended(cluster, name), { everyMs: 200 });
    },
    path: (name, download) => `/apis/stowage.dev/v1alpha1/namespaces/${system}/backups/${name}/${download}`,
    file: (name, suffix, location = 'default') =>
      path.join(location === 'disk' ? disk : path.join(s3.directory, 'backups'), 'backups', name, `${name}${suffix}`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Tells a backup's record that its archive is what lies there now. Only our own accounts may. */
export async function record({ cluster }: Stage, name: string, archive: Buffer): Promise<void> {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const patch = { status: { archive: { size: archive.length, sha256 } } };
  const args = ['-n', system, 'patch', 'backuprecords', name, '--subresource=status', '--type=merge'];
  const as = `--as=system:serviceaccount:${system}:stowage-apiserver`;
  const { code, stderr } = await cluster.kubectl([...args, `--patch=${JSON.stringify(patch)}`, as]);
  if (code !== 0) throw new Error(stderr);
}

async function ended(cluster: Cluster, name: string): Promise<boolean> {
  const { stdout } = await cluster.kubectl(['-n', system, 'get', 'backups.stowage.dev', name, '-o', 'json']);
  const seen = JSON.parse(stdout) as Seen;
  if (/Failed/.test(seen.status?.phase ?? '')) throw new Error(`the backup ${name} is ${JSON.stringify(seen.status)}`);
  return seen.status?.phase === 'Completed';
}

function objects(): object[] {
  const metadata = { namespace: 'shop' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: 'settings' },
      data: { colour: 'green' },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: 'noise' },
      binaryData: { noise: randomBytes(noiseBytes).toString('base64') },
    },
  ];
}

const diskLocation = {
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'BackupStorageLocation',
  metadata: { namespace: system, name: 'disk' },
  spec: { provider: 'filesystem', objectStorage: { bucket: 'disk' }, validationFrequency: '0s' },
};
