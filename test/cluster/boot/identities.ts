import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { apiClient } from '../api-client.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { Connection, Identity } from '../cluster.ts';
import type { TokenConnection } from './kubeconfig.ts';
import type { Identities } from './control-plane-files.ts';

const tokenSeconds = 24 * 3600;

/** Writes kubeconfigs for `Cluster.kubeconfigFor` into `dir`; each call makes a new file. */
export function kubeconfigWriter(dir: string, identities: Identities): (identity: Identity) => Promise<string> {
  let count = 0;
  return async (identity) => {
    const name = nameOf(identity);
    const connection = await connectionFor(identity, identities);
    await mkdir(dir, { recursive: true });
    count += 1;
    const file = path.join(dir, `${count}-${name.replaceAll(/[^\w.-]/g, '_')}.kubeconfig`);
    await writeFile(file, kubeconfigText(name, connection), { mode: 0o600 });
    return file;
  };
}

function nameOf(identity: Identity): string {
  if ('username' in identity) return identity.username;
  return `system:serviceaccount:${identity.serviceAccount.namespace}:${identity.serviceAccount.name}`;
}

async function connectionFor(
  identity: Identity,
  { cluster, admin }: Identities,
): Promise<Connection | TokenConnection> {
  const { server, ca } = admin;
  if ('username' in identity) return { server, ca, ...(await cluster.client(identity.username, identity.groups)) };
  return { server, ca, token: await tokenFor(identity.serviceAccount, admin) };
}

async function tokenFor(account: { namespace: string; name: string }, admin: Connection): Promise<string> {
  await using client = apiClient(admin);
  const url = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`;
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: tokenSeconds },
  };
  const answer = await client.json<{ status: { token: string } }>('POST', url, request);
  return answer.status.token;
}
