import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3, type S3 } from '../cluster/boot/s3.ts';
import { startStowage, type Stowage } from '../cluster/boot/stowage.ts';
import type { Cluster, KubectlOptions } from '../cluster/cluster.ts';
import { waitFor } from '../support/wait.ts';

export const system = 'stowage-system';

/** What a served object looks like to somebody who waits for it. */
export interface Seen {
  metadata: { name: string; namespace: string; uid: string };
  spec: Record<string, unknown>;
  status?: {
    phase?: string;
    failureReason?: string;
    validationErrors?: string[];
    bucketKey?: string;
    errors?: number;
    warnings?: number;
  };
}

/** A cluster, an S3 server with the bucket `backups`, and Stowage on both. One a test file. */
export interface Stack extends AsyncDisposable {
  cluster: Cluster;
  s3: S3;
  stowage: Stowage;
  /** kubectl's stdout; throws with its stderr when it fails. */
  ok(args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** kubectl's stderr; throws when it does not fail. */
  refused(args: readonly string[], options?: KubectlOptions): Promise<string>;
  create(object: object): Promise<void>;
  /** The object once its phase is final (for a run) or one of `phases`. */
  settledRun(plural: 'backups' | 'restores', namespace: string, name: string): Promise<Seen>;
}

const final = new Set(['Completed', 'PartiallyFailed', 'Failed', 'FailedValidation']);

export async function startStack(): Promise<Stack> {
  const cluster = await startCluster();
  const s3 = await startS3(cluster.dir);
  await s3.createBucket('backups');
  const stowage = await startStowage(cluster, { location: { s3, bucket: 'backups', backupSyncPeriod: '1s' } });
  const stop = async (): Promise<void> => {
    await stowage.stop();
    await s3.stop();
    await cluster.stop();
  };
  return { cluster, s3, stowage, ...commands(cluster), [Symbol.asyncDispose]: stop };
}

function commands(cluster: Cluster): Pick<Stack, 'ok' | 'refused' | 'create' | 'settledRun'> {
  const ok: Stack['ok'] = async (args, options) => {
    const { code, stdout, stderr } = await cluster.kubectl(args, options);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} failed: ${stderr}`);
    return stdout;
  };
  return {
    ok,
    refused: async (args, options) => {
      const { code, stdout, stderr } = await cluster.kubectl(args, options);
      if (code === 0) throw new Error(`kubectl ${args.join(' ')} should have been refused, but said: ${stdout}`);
      return stderr;
    },
    create: async (object) => {
      await ok(['create', '-f', '-'], { input: JSON.stringify(object) });
    },
    settledRun: (plural, namespace, name) =>
      waitFor(
        `${plural} ${namespace}/${name} to end`,
        async () => {
          const seen = JSON.parse(
            await ok(['-n', namespace, 'get', `${plural}.stowage.dev`, name, '-o', 'json']),
          ) as Seen;
          return final.has(seen.status?.phase ?? '') ? seen : undefined;
        },
        { everyMs: 200 },
      ),
  };
}

export function backup(namespace: string, name: string, spec: object = {}): object {
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { namespace, name }, spec };
}

export function restore(namespace: string, name: string, spec: object): object {
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Restore', metadata: { namespace, name }, spec };
}
