import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import type { S3 } from '../cluster/boot/s3.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import type { Stowage } from '../cluster/boot/stowage.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { waitFor } from '../support/wait.ts';
import { commands } from './commands.ts';
import type { Commands } from './commands.ts';

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
export interface Stack extends Commands, AsyncDisposable {
  cluster: Cluster;
  s3: S3;
  stowage: Stowage;
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
  const kubectl = commands(cluster);
  const settledRun: Stack['settledRun'] = (plural, namespace, name) =>
    waitFor(
      `${plural} ${namespace}/${name} to end`,
      async () => {
        const got = await kubectl.ok(['-n', namespace, 'get', `${plural}.stowage.dev`, name, '-o', 'json']);
        const seen = JSON.parse(got) as Seen;
        return final.has(seen.status?.phase ?? '') ? seen : undefined;
      },
      { everyMs: 200 },
    );
  return { cluster, s3, stowage, ...kubectl, settledRun, [Symbol.asyncDispose]: stop };
}

export function backup(namespace: string, name: string, spec: object = {}): object {
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { namespace, name }, spec };
}

export function restore(namespace: string, name: string, spec: object): object {
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Restore', metadata: { namespace, name }, spec };
}
