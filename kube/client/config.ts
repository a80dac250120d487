import type { Env } from '../process/env.ts';
import type { Connection } from './connection.ts';
export type { Connection } from './connection.ts';

/** kubectl's global flags; each one given wins over the kubeconfig. */
export interface ConnectionFlags {
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  user?: string;
  server?: string;
  namespace?: string;
  token?: string;
  certificateAuthority?: string;
  clientCertificate?: string;
  clientKey?: string;
  insecureSkipTlsVerify?: boolean;
  tlsServerName?: string;
  as?: string;
  asGroups?: string[];
  asUid?: string;
}

/**
 * From kubectl's flags, `KUBECONFIG`, `~/.kube/config` or the pod's ServiceAccount, in this order.
 * @throws {ConfigError} saying which file or name is wrong.
 */
export async function loadConnection(_env: Env, _flags: ConnectionFlags = {}): Promise<Connection> {
  throw new Error('not built yet');
}
