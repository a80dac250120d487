import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { apiServiceName, recordApiVersion, recordGroup, systemNamespace, version } from '../../../api/groups.ts';
import { storedKindByName } from '../../../api/kinds.test-support.ts';
import type { ObjectMeta } from '../../../api/meta/object-meta.ts';
import type { KubeObject } from '../../../api/meta/list.ts';
import { loadConnection } from '../../../kube/client/config.ts';
import { KubeClient } from '../../../kube/client/kube-client.ts';
import { Transport } from '../../../kube/client/transport.ts';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Stowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { waitFor } from '../../support/wait.ts';

/** A record as a test looks at it. */
export type Seen = KubeObject<Record<string, unknown>, SeenStatus>;

export interface SeenStatus {
  phase?: string;
  failureReason?: string;
  validationErrors?: string[];
  message?: string;
  errors?: number;
  warnings?: number;
  attempts?: number;
  bucketKey?: string;
  expiration?: string;
  journal?: { wave?: number };
  progress?: { totalItems?: number; itemsBackedUp?: number; itemsRestored?: number };
  archive?: { size: number; sha256: string };
  conditions?: { type: string; status: string; reason: string; message: string }[];
  skipped?: { resource: string; reason: string }[];
}

/** A cluster with the controllers alone: records are written as the apiserver would, so nothing here depends on the aggregated API. */
export interface Stage extends AsyncDisposable {
  cluster: Cluster;
  stowage: Stowage;
  /** As the administrator. */
  admin: KubeClient;
  /** Directory that stands for the bucket of `stowage-system/default`. */
  bucket: string;
  make(kind: string, metadata: ObjectMeta & { namespace: string; name: string }, spec: object): Promise<Seen>;
  get(kind: string, namespace: string, name: string): Promise<Seen | undefined>;
  patch(kind: string, at: { namespace: string; name: string }, patch: object): Promise<void>;
  remove(kind: string, namespace: string, name: string): Promise<void>;
  /** The record once `matches` holds. */
  until(kind: string, at: { namespace: string; name: string }, matches: (seen: Seen) => boolean): Promise<Seen>;
  /** The record once its phase is final. */
  ended(kind: string, namespace: string, name: string): Promise<Seen>;
}

const final = new Set(['Completed', 'PartiallyFailed', 'Failed', 'FailedValidation']);

export async function startStage(extraArgs: readonly string[] = []): Promise<Stage> {
  const cluster = await startCluster();
  const stowage = await startStowage(cluster, {
    apiserver: false,
    location: 'none',
    extraArgs: { controllers: extraArgs },
  });
  // Registered and not served, it would keep namespaces from being deleted.
  await cluster.kubectl(['delete', 'apiservice', apiServiceName]);
  const bucket = path.join(stowage.filesystemRoot, 'default');
  await mkdir(bucket, { recursive: true });
  const admin = await clientOf(cluster.kubeconfig);
  // The admission policy lets records be written by our two accounts only.
  const account = { serviceAccount: { namespace: systemNamespace, name: 'stowage-apiserver' } };
  const writer = await clientOf(await cluster.kubeconfigFor(account));
  const records = recordCalls(writer);
  await records.make('BackupStorageLocation', { namespace: systemNamespace, name: 'default' }, defaultLocation);
  await records.until('BackupStorageLocation', { namespace: systemNamespace, name: 'default' }, isAvailable);
  const stop = async () => {
    await stowage.stop();
    await cluster.stop();
  };
  return { cluster, stowage, admin, bucket, ...records, [Symbol.asyncDispose]: stop };
}

const defaultLocation = {
  provider: 'filesystem',
  objectStorage: { bucket: 'default' },
  default: true,
  backupSyncPeriod: '1s',
  validationFrequency: '1s',
};

export function isAvailable({ status }: Seen): boolean {
  return status?.phase === 'Available';
}

async function clientOf(kubeconfig: string): Promise<KubeClient> {
  return new KubeClient(new Transport(await loadConnection({}, { kubeconfig })));
}

function ref(kind: string, namespace: string) {
  return { group: recordGroup, version, plural: storedKindByName(kind)?.record.plural ?? '', namespace };
}

type Calls = Pick<Stage, 'make' | 'get' | 'patch' | 'remove' | 'until' | 'ended'>;

function recordCalls(client: KubeClient): Calls {
  const get: Calls['get'] = (kind, namespace, name) =>
    client.get<Seen>({ ...ref(kind, namespace), name }).catch((error: { code?: number }) => {
      if (error.code === 404) return undefined;
      throw error as Error;
    });
  const until: Calls['until'] = async (kind, { namespace, name }, matches) => {
    let last: Seen | undefined;
    const found = async () => {
      last = await get(kind, namespace, name);
      return last !== undefined && matches(last) ? last : undefined;
    };
    try {
      return await waitFor(`${kind} ${namespace}/${name}`, found, { everyMs: 100 });
    } catch (error) {
      throw new Error(`${(error as Error).message}; it is ${JSON.stringify(last?.status)}`, { cause: error });
    }
  };
  return {
    get,
    until,
    make: (kind, metadata, spec) => {
      const object = { apiVersion: recordApiVersion, kind: storedKindByName(kind)?.record.kind, metadata, spec };
      return client.create<Seen>(ref(kind, metadata.namespace), object);
    },
    patch: async (kind, { namespace, name }, patch) => {
      await client.mergePatch({ ...ref(kind, namespace), name }, patch);
    },
    remove: async (kind, namespace, name) => {
      await client.remove({ ...ref(kind, namespace), name });
    },
    ended: (kind, namespace, name) => until(kind, { namespace, name }, ({ status }) => final.has(status?.phase ?? '')),
  };
}
