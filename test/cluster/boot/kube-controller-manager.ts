import { apiClient } from '../api-client.ts';
import type { ComponentContext } from './component.ts';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import type { Connection } from '../cluster.ts';
import type { ProcessSpec } from '../../support/process.ts';

/** All controllers, each under its own ServiceAccount as in a real cluster: what we allow the namespace controller and the garbage collector is tested. */
export function kubeControllerManager(
  context: ComponentContext,
  { files, admin, port }: { files: ControlPlaneFiles; admin: Connection; port: number },
): ProcessSpec {
  const kubeconfig = files.controllerManagerKubeconfig;
  return {
    ...context.base('kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      // Any certificate will do for the health probe; without one it makes its own, with a slow RSA key.
      `--tls-cert-file=${files.serving.cert}`,
      `--tls-private-key-file=${files.serving.key}`,
      `--root-ca-file=${files.clusterCa}`,
      `--cluster-signing-cert-file=${files.clusterCa}`,
      `--cluster-signing-key-file=${files.clusterCaKey}`,
      `--service-account-private-key-file=${files.serviceAccountKey}`,
      '--use-service-account-credentials=true',
      '--controllers=*',
      '--leader-elect=false',
      // The default of 20 requests a second is for a cluster that others share.
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--profiling=false',
      ...context.extraArgs('kube-controller-manager'),
    ],
    ready: async () => {
      await using client = apiClient({ ...admin, server: `https://127.0.0.1:${port}` });
      return (await client.send('GET', '/healthz')).status === 200;
    },
  };
}
