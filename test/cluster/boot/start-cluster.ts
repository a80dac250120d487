import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from '../../support/directory.ts';
import { run } from '../../support/run.ts';
import { readAuditLog } from '../audit.ts';
import { buildPrograms } from '../build/build.ts';
import { startControlPlane } from './control-plane.ts';
import { kubeconfigWriter } from './identities.ts';
import type { Cluster, ClusterOptions, KubectlOptions } from '../cluster.ts';
import type { Finished } from '../../support/run.ts';

/** Boots a control plane (about 5 s once its programs are built) in a temporary directory. A failing boot leaves no process and no directory; the error names the program and has the end of its log. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const programs = await buildPrograms(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl'], options);
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await temporaryDirectory('stowage-cluster'));
  const dir = directory.path;
  const plane = stack.use(await startControlPlane(dir, programs, options));
  const { files, identities } = plane;
  const kubectlHome = path.join(dir, 'kubectl');
  await mkdir(kubectlHome);
  const kubectl = kubectlOf(programs.kubectl, kubectlHome, files.adminKubeconfig);
  // From here on the caller stops it.
  const owned = stack.move();
  return {
    dir,
    server: identities.admin.server,
    kubeconfig: files.adminKubeconfig,
    programs,
    auditLog: files.auditLog,
    admin: identities.admin,
    frontProxyCa: identities.frontProxy.pair.cert,
    kubeconfigFor: kubeconfigWriter(path.join(dir, 'kubeconfigs'), identities),
    kubectl,
    apply: (objects) => apply(kubectl, objects),
    auditEvents: (matches) => readAuditLog(files.auditLog, matches),
    restart: (name, how) => plane.restart(name, how),
    issueServer: async (commonName, dns) => ({
      ca: identities.cluster.pair.cert,
      ...(await identities.cluster.server(commonName, { dns })),
    }),
    stop: () => owned.disposeAsync(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** HOME is the cluster's: kubectl's discovery cache is neither read from nor left in the user's. */
function kubectlOf(program: string, home: string, adminKubeconfig: string): Cluster['kubectl'] {
  return (args, { kubeconfig = adminKubeconfig, input, deadlineMs = 60_000, env }: KubectlOptions = {}) =>
    run(program, args, {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig, ...env },
      deadlineMs,
      ...(input === undefined ? {} : { input }),
    });
}

async function apply(kubectl: Cluster['kubectl'], objects: readonly object[]): Promise<void> {
  if (objects.length === 0) return;
  const applied: Finished = await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
    input: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  });
  if (applied.code !== 0) throw new Error(`kubectl apply failed: ${applied.stderr}`);
}
