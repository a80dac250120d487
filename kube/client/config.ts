import type { Env } from '../process/env.ts';
import { chooseContext } from './choose-context.ts';
import { ConfigError } from './config-error.ts';
import type { Connection } from './connection.ts';
import type { ConnectionFlags } from './connection-flags.ts';
import { defined } from './defined.ts';
import type { Identity } from './identity.ts';
import { loadKubeconfig } from './kubeconfig.ts';
import { proxyFromEnv } from './proxy-env.ts';
import { credentialReader } from './read-credentials.ts';

/**
 * From kubectl's flags, `KUBECONFIG`, `~/.kube/config` or the pod's ServiceAccount, in this order. Exec plugins run and certificate
 * files are read now, and again once a minute.
 * @throws {ConfigError} saying which file or name is wrong.
 */
export async function loadConnection(env: Env, flags: ConnectionFlags = {}): Promise<Connection> {
  const { cluster, user, extras, namespace, source } = chooseContext(loadKubeconfig(env, flags.kubeconfig), flags);
  const refresh = credentialReader(cluster, user, source);
  return {
    ...(await refresh()),
    server: cluster.server.replace(/\/+$/, ''),
    namespace: flags.namespace ?? namespace ?? 'default',
    insecureSkipTlsVerify: cluster.skipTLSVerify,
    refresh,
    ...defined({
      tlsServerName: cluster.tlsServerName,
      proxyUrl: usableProxy(cluster.proxyUrl || proxyFromEnv(cluster.server, env)),
      impersonate: identityFrom(flags) ?? extras.impersonate,
    }),
  };
}

function identityFrom({ as, asUid, asGroups }: ConnectionFlags): Identity | undefined {
  if (as !== undefined) return { username: as, ...defined({ uid: asUid, groups: asGroups }) };
  if (asUid === undefined && asGroups === undefined) return undefined;
  throw new ConfigError('--as-group and --as-uid need --as: nobody can be impersonated without a name');
}

function usableProxy(proxy: string | undefined): string | undefined {
  if (proxy === undefined || /^https?:\/\//.test(proxy)) return proxy;
  const kind = proxy.split('://', 1)[0];
  throw new ConfigError(`a ${kind} proxy cannot be used for the API server: only http:// and https:// proxies can`);
}
