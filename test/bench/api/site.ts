import { loadConnection } from '../../../kube/client/config.ts';
import type { Connection } from '../../../kube/client/connection.ts';
import { baseObjects } from '../../../manifests/base.ts';
import { startCluster } from '../../cluster/boot/start-cluster.ts';
import { startStowage } from '../../cluster/boot/stowage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { benchClient } from './client.ts';
import { backup, finishedStatus } from './objects.ts';
import { pathOn } from './side.ts';

/** Whoever asks: an administrator by RBAC. Not system:masters, whom no server asks for his rights. */
const user = 'bench';
/** Holds the Backups that are read. */
export const shelf = 'shelf';
/** Where Schedules are written. */
export const workshop = 'workshop';
/** How many Backups there are to be read. */
export const shelfSize = 1000;

const connections = 20;

export interface Site {
  cluster: Cluster;
  /** Of the asking user, at kube-apiserver: for both sides. */
  connection: Connection;
}

/** A control plane and Stowage's apiserver, with finished Backups to read. Without the controllers: nobody else writes. */
export async function bootSite(
  stack: AsyncDisposableStack,
  { profile, tell }: { profile: string | undefined; tell: (line: string) => void },
): Promise<Site> {
  const cluster = stack.use(await startCluster({ progress: tell }));
  stack.use(
    await startStowage(cluster, {
      progress: tell,
      controllers: false,
      objects: baseObjects().map(withWriter),
      nodeArgs: { apiserver: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`] },
    }),
  );
  await cluster.apply([
    ...[shelf, workshop].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    },
  ]);
  const connection = await loadConnection({}, { kubeconfig: await cluster.kubeconfigFor({ username: user }) });
  tell(`making ${shelfSize} finished Backups`);
  await fillShelf(connection);
  return { cluster, connection };
}

interface Policy {
  kind?: string;
  spec?: { validations?: { expression: string }[] };
}

/** The policy that only lets Stowage write records lets our user do so as well: it then costs both sides the same. */
function withWriter(object: Policy): object {
  if (object.kind !== 'ValidatingAdmissionPolicy') return object;
  const validations = object.spec?.validations?.map((validation) => {
    const expression = validation.expression.replace(' in [', ` in ['${user}',`);
    if (expression === validation.expression) throw new Error(`the policy of the records reads ${expression}`);
    return { ...validation, expression };
  });
  return { ...object, spec: { ...object.spec, validations } };
}

async function fillShelf(connection: Connection): Promise<void> {
  await using client = benchClient(connection, connections);
  const names = Array.from({ length: shelfSize }, (_, at) => backupName(at)).values();
  const worker = async (): Promise<void> => {
    for (const name of names) {
      const body = JSON.stringify(backup('floor', name));
      await client.send({ method: 'POST', path: pathOn('floor', 'Backup', shelf), body }, 201);
      await client.send(
        {
          method: 'PATCH',
          path: pathOn('floor', 'Backup', shelf, name, 'status'),
          contentType: 'application/merge-patch+json',
          body: JSON.stringify({ status: finishedStatus(name) }),
        },
        200,
      );
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Name of one of the Backups on the shelf, beginning anew behind the last. */
export function backupName(at: number): string {
  return `nightly-${20_260_101_000_000 + (at % shelfSize)}`;
}
