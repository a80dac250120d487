import type { Cluster, User } from '@kubernetes/client-node';
import { ConfigError } from './config-error.ts';
import type { ConnectionFlags } from './connection-flags.ts';
import { defined } from './defined.ts';
import type { LoadedConfig, UserExtras } from './kubeconfig.ts';

export interface ChosenContext {
  cluster: Cluster;
  user: User;
  extras: UserExtras;
  namespace: string | undefined;
  /** Where it is from, for messages. */
  source: string;
}

/** The cluster and user that kubeconfig and flags mean together. @throws {ConfigError} when a name is not there. */
export function chooseContext(loaded: LoadedConfig | undefined, flags: ConnectionFlags): ChosenContext {
  const chosen = loaded === undefined ? fromServerFlag(flags) : fromKubeconfig(loaded, flags);
  return {
    ...chosen,
    cluster: clusterWithFlags(chosen.cluster, flags),
    user: userWithFlags(chosen.user, chosen.extras, flags),
  };
}

function fromKubeconfig({ config, source, extras }: LoadedConfig, flags: ConnectionFlags): ChosenContext {
  const context = find(config.contexts, 'context', flags.context ?? config.currentContext, source);
  const wanted = { ...context, ...defined({ cluster: flags.cluster, user: flags.user }) };
  const cluster = find(config.clusters, 'cluster', wanted.cluster, source);
  const user = find(config.users, 'user', wanted.user, source) ?? nobody;
  if (cluster === undefined && flags.server === undefined) {
    throw new ConfigError(`no current context in ${source}: choose one with --context or kubectl config use-context`);
  }
  const extra = extras.get(user.name) ?? {};
  return { cluster: cluster ?? flagCluster, user, extras: extra, namespace: context?.namespace, source };
}

const nobody: User = { name: 'flags' };
const flagCluster: Cluster = { name: 'flags', server: '', skipTLSVerify: false };

function fromServerFlag({ server }: ConnectionFlags): ChosenContext {
  if (server === undefined) {
    throw new ConfigError(
      "no cluster to talk to: there is no ~/.kube/config and no pod's ServiceAccount; set KUBECONFIG or use --kubeconfig",
    );
  }
  return { cluster: flagCluster, user: nobody, extras: {}, namespace: undefined, source: 'the flags' };
}

function find<T extends { name: string }>(
  list: T[],
  what: string,
  name: string | undefined,
  source: string,
): T | undefined {
  if (name === undefined || name === '') return undefined;
  const found = list.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = list.map((one) => one.name).join(', ') || 'none';
  throw new ConfigError(`there is no ${what} ${JSON.stringify(name)} in ${source}; there are: ${known}`);
}

function clusterWithFlags(cluster: Cluster, flags: ConnectionFlags): Cluster {
  const skipTLSVerify = flags.insecureSkipTlsVerify ?? cluster.skipTLSVerify;
  const { caData, caFile, ...rest } = {
    ...cluster,
    ...defined({ server: flags.server, tlsServerName: flags.tlsServerName, skipTLSVerify }),
  };
  if (skipTLSVerify) return rest;
  if (flags.certificateAuthority !== undefined) return { ...rest, caFile: flags.certificateAuthority };
  return { ...rest, ...defined({ caData, caFile }) };
}

function userWithFlags(user: User, { tokenFile }: UserExtras, flags: ConnectionFlags): User {
  const { exec, authProvider, token, certFile, certData, keyFile, keyData, ...rest } = user;
  const tokens =
    flags.token === undefined
      ? defined({ exec, authProvider, token, ...tokenFileProvider(tokenFile) })
      : { token: flags.token };
  const certificate =
    flags.clientCertificate === undefined ? { certFile, certData } : { certFile: flags.clientCertificate };
  const key = flags.clientKey === undefined ? { keyFile, keyData } : { keyFile: flags.clientKey };
  return { ...rest, ...tokens, ...defined({ ...certificate, ...key }) };
}

/** In the form in which client-node reads a token file anew each minute. */
function tokenFileProvider(tokenFile: string | undefined): object {
  return tokenFile === undefined ? {} : { authProvider: { name: 'tokenFile', config: { tokenFile } } };
}
