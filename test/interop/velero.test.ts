import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import type { S3 } from '../cluster/boot/s3.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import type { Stowage } from '../cluster/boot/stowage.ts';
import { startVelero } from '../cluster/boot/velero.ts';
import type { Velero } from '../cluster/boot/velero.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { differences } from '../support/objects.ts';
import type { Kubectl, SeenObject } from '../support/objects.ts';
import { root } from '../support/run-step.ts';
import { settled } from '../support/settled.ts';
import { waitFor } from '../support/wait.ts';

const namespace = 'shop';
const system = 'stowage-system';
const application = path.join(root, 'test/demo/app');

let cluster: Cluster;
let s3: S3;
let stowage: Stowage;
let velero: Velero;
let kubectl: Kubectl;

/** One bucket, both programs: each must take the other's backups for its own. */
beforeAll(async () => {
  cluster = await startCluster();
  kubectl = { program: cluster.programs.kubectl, kubeconfig: cluster.kubeconfig };
  s3 = await startS3(cluster.dir);
  await s3.createBucket('shared');
  stowage = await startStowage(cluster, { location: { s3, bucket: 'shared', backupSyncPeriod: '1s' } });
});

afterAll(async () => {
  await velero?.stop();
  await stowage?.stop();
  await s3?.stop();
  await cluster?.stop();
});

describe('in a bucket that Stowage and Velero share', () => {
  let before: Map<string, SeenObject>;

  /** Velero looks up the cluster's kinds at its start and then every five minutes, so it starts when they are all there. */
  beforeAll(async () => {
    await ok(['apply', '-f', path.join(application, '00-crd.yaml')]);
    await ok(['wait', '--for=condition=Established', 'crd/coupons.shop.example.com']);
    await ok(['apply', '-f', application]);
    before = await settled(kubectl, namespace);
    // Velero looks into the bucket at its start and then once a minute, whatever period it is told.
    await cluster.apply([backup('ours')]);
    await ok(['-n', system, 'wait', '--for=jsonpath={.status.phase}=Completed', 'backup/ours', '--timeout=60s']);
    velero = await startVelero(cluster, s3, { bucket: 'shared' });
  });

  it('Velero restores a backup of ours', { timeout: 300_000 }, async () => {
    await waitFor('Velero to find our backup', () => exists('backups.velero.io/ours', 'velero'), {
      deadlineMs: 150_000,
      everyMs: 1000,
    });
    await lose();
    const restored = await velero.velero(['restore', 'create', 'of-ours', '--from-backup=ours', '--wait']);
    expect(restored.stdout).toContain('Restore completed with status: Completed');
    expect(differences(before, await settled(kubectl, namespace))).toEqual([]);
  });

  it('Stowage restores a backup of Velero', { timeout: 300_000 }, async () => {
    const made = await velero.velero(['backup', 'create', 'theirs', `--include-namespaces=${namespace}`, '--wait']);
    expect(made.stdout).toContain('Backup completed with status: Completed');
    await waitFor('us to find the backup of Velero', () => exists('backups.stowage.dev/theirs', system), {
      deadlineMs: 30_000,
    });
    await lose();
    await cluster.apply([restore('of-theirs', 'theirs')]);
    await ok(['-n', system, 'wait', '--for=jsonpath={.status.phase}=Completed', 'restore/of-theirs', '--timeout=120s']);
    expect(differences(before, await settled(kubectl, namespace))).toEqual([]);
  });
});

function backup(name: string): object {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Backup',
    metadata: { name, namespace: system },
    spec: { includedNamespaces: [namespace] },
  };
}

function restore(name: string, backupName: string): object {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Restore',
    metadata: { name, namespace: system },
    spec: { backupName },
  };
}

/** The namespace is gone, and the kind of its custom resources too. */
async function lose(): Promise<void> {
  await ok(['delete', 'namespace', namespace, '--wait', '--timeout=90s']);
  await ok(['delete', 'crd', 'coupons.shop.example.com', '--wait']);
}

async function exists(object: string, inNamespace: string): Promise<boolean> {
  return (await cluster.kubectl(['-n', inNamespace, 'get', object])).code === 0;
}

async function ok(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args, { deadlineMs: 150_000 });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}
