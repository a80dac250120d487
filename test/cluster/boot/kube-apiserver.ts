import { apiClient } from '../api-client.ts';
import type { ComponentContext } from './component.ts';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import type { ProcessSpec } from '../../support/process.ts';
import type { Connection } from '../cluster.ts';

export function kubeApiserver(
  context: ComponentContext,
  { files, admin, etcdPort, port }: { files: ControlPlaneFiles; admin: Connection; etcdPort: number; port: number },
): ProcessSpec {
  return {
    ...context.base('kube-apiserver'),
    args: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      // Without it the address of the default route is taken, and a machine without one fails to start.
      '--advertise-address=127.0.0.1',
      // Nobody dials the Service "kubernetes" here, and its Endpoints may not hold a loopback address.
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.0.0.0/16',
      `--tls-cert-file=${files.serving.cert}`,
      `--tls-private-key-file=${files.serving.key}`,
      `--client-ca-file=${files.clusterCa}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${files.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      ...aggregation(files),
      `--audit-policy-file=${files.auditPolicy}`,
      `--audit-log-path=${files.auditLog}`,
      // One file, never rotated; a line is written as the request's handler ends, which for a big response is after its first bytes.
      '--audit-log-maxsize=0',
      '--audit-log-mode=blocking',
      '--profiling=false',
      ...context.extraArgs('kube-apiserver'),
    ],
    ready: () => isReady(admin),
  };
}

/** Without --enable-aggregator-routing, see aggregation.ts. */
function aggregation(files: ControlPlaneFiles): string[] {
  return [
    `--requestheader-client-ca-file=${files.frontProxyCa}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-uid-headers=X-Remote-Uid',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${files.frontProxyClient.cert}`,
    `--proxy-client-key-file=${files.frontProxyClient.key}`,
  ];
}

async function isReady(admin: Connection): Promise<boolean> {
  await using client = apiClient(admin);
  return (await client.send('GET', '/readyz')).status === 200;
}
