import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAuthority, createSigningKey } from './certificates.ts';
import type { Authority, KeyPair } from './certificates.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { Connection } from '../cluster.ts';

/** Paths of what the programs of the control plane read. */
export interface ControlPlaneFiles {
  clusterCa: string;
  clusterCaKey: string;
  serving: PairPaths;
  frontProxyCa: string;
  frontProxyClient: PairPaths;
  serviceAccountKey: string;
  serviceAccountPublicKey: string;
  auditPolicy: string;
  auditLog: string;
  adminKubeconfig: string;
  controllerManagerKubeconfig: string;
}

interface PairPaths {
  cert: string;
  key: string;
}

export interface Identities {
  /** Signs kube-apiserver's serving certificate and all clients. */
  cluster: Authority;
  /** Signs the front proxy's client certificate alone: were it the cluster's, every user could forge X-Remote-User. */
  frontProxy: Authority;
  admin: Connection;
}

/** Metadata of everything but health probes; RequestReceived is left out, so that a request is one line. */
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ['/healthz*', '/livez*', '/readyz*']
  - level: Metadata
`;

/** The group of whom kube-apiserver allows everything, before RBAC is asked. */
const masters = 'system:masters';

/** Makes all keys, certificates, kubeconfigs and policies of a control plane below `dir`. */
export async function writeControlPlaneFiles(
  dir: string,
  server: string,
): Promise<{ files: ControlPlaneFiles; identities: Identities }> {
  const pki = path.join(dir, 'pki');
  await mkdir(pki);
  const [cluster, frontProxy] = await Promise.all([
    createAuthority('stowage-test-cluster'),
    createAuthority('stowage-test-front-proxy'),
  ]);
  const [serving, frontProxyClient, adminPair, managerPair, tokenKey] = await Promise.all([
    cluster.server('kube-apiserver', { ip: ['127.0.0.1', '10.0.0.1'], dns: servingNames }),
    frontProxy.client('front-proxy-client'),
    cluster.client('kubernetes-admin', [masters]),
    cluster.client('system:kube-controller-manager'),
    createSigningKey(),
  ]);
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(pki, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const writePair = async (name: string, pair: KeyPair): Promise<PairPaths> => ({
    cert: await write(`${name}.crt`, pair.cert),
    key: await write(`${name}.key`, pair.key),
  });
  const connection = (pair: KeyPair): Connection => ({ server, ca: cluster.pair.cert, ...pair });
  const clusterCa = await writePair('cluster-ca', cluster.pair);
  const files: ControlPlaneFiles = {
    clusterCa: clusterCa.cert,
    clusterCaKey: clusterCa.key,
    serving: await writePair('kube-apiserver', serving),
    frontProxyCa: await write('front-proxy-ca.crt', frontProxy.pair.cert),
    frontProxyClient: await writePair('front-proxy-client', frontProxyClient),
    serviceAccountKey: await write('service-account.key', tokenKey.privateKey),
    serviceAccountPublicKey: await write('service-account.pub', tokenKey.publicKey),
    auditPolicy: await write('audit-policy.yaml', auditPolicy),
    auditLog: path.join(dir, 'logs', 'audit.jsonl'),
    adminKubeconfig: await write('admin.kubeconfig', kubeconfigText('admin', connection(adminPair))),
    controllerManagerKubeconfig: await write(
      'kube-controller-manager.kubeconfig',
      kubeconfigText('kube-controller-manager', connection(managerPair)),
    ),
  };
  return { files, identities: { cluster, frontProxy, admin: connection(adminPair) } };
}

const servingNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
