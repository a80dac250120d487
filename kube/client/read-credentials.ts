import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Cluster, User } from '@kubernetes/client-node';
import { ConfigError } from './config-error.ts';
import type { Credentials } from './connection.ts';
import { defined } from './defined.ts';

/**
 * A function that reads the credentials of this user: files, token files and exec plugins by @kubernetes/client-node.
 * @param source for messages.
 */
export function credentialReader(cluster: Cluster, user: User, source: string): () => Promise<Credentials> {
  const config = new KubeConfig();
  // client-node refuses plain http unless told to skip what plain http does not have.
  const plain = cluster.server.startsWith('http:');
  config.loadFromClusterAndUser(
    { ...cluster, skipTLSVerify: plain || cluster.skipTLSVerify },
    withExecInfo(user, cluster),
  );
  return async () => {
    try {
      return await readOnce(config);
    } catch (error) {
      const why = error instanceof Error ? error.message.trim() : String(error);
      throw new ConfigError(`cannot read the credentials of ${source}: ${why}`, { cause: error });
    }
  };
}

async function readOnce(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const user = config.getCurrentUser();
  return defined({
    ca: pem(options.ca),
    cert: pem(options.cert),
    key: pem(options.key),
    token: bearerToken(options.headers),
    basic: user?.username ? { username: user.username, password: user.password ?? '' } : undefined,
  });
}

function pem(value: unknown): string | Buffer | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined;
}

function bearerToken(headers: RequestOptions['headers']): string | undefined {
  const value: unknown = headers !== undefined && 'Authorization' in headers ? headers.Authorization : undefined;
  return typeof value === 'string' ? /^Bearer (.*)$/s.exec(value)?.[1] : undefined;
}

interface Exec {
  apiVersion?: string;
  env?: { name: string; value: string }[] | null;
  provideClusterInfo?: boolean;
}

/** kubectl tells each exec plugin what is wanted in KUBERNETES_EXEC_INFO, and several plugins insist on it; client-node does not. */
function withExecInfo(user: User, cluster: Cluster): User {
  const exec: Exec | undefined = user.exec ?? undefined;
  if (exec === undefined) return user;
  const info = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo === true ? { cluster: clusterInfo(cluster) } : {}) },
  };
  const env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
  return { ...user, exec: { ...exec, env } };
}

function clusterInfo(cluster: Cluster): object {
  return defined({
    server: cluster.server,
    'certificate-authority-data': cluster.caData,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
    'proxy-url': cluster.proxyUrl,
  });
}
