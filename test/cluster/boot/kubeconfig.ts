import type { Connection } from '../cluster.ts';

/** A kubeconfig with everything inline, so that the one file can be handed on. It is JSON, which every reader of YAML reads. */
export function kubeconfigText(user: string, connection: Connection | TokenConnection): string {
  const credentials =
    'token' in connection
      ? { token: connection.token }
      : { 'client-certificate-data': base64(connection.cert), 'client-key-data': base64(connection.key) };
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'test', cluster: { server: connection.server, 'certificate-authority-data': base64(connection.ca) } },
      ],
      users: [{ name: user, user: credentials }],
      contexts: [{ name: user, context: { cluster: 'test', user } }],
      'current-context': user,
    },
    undefined,
    2,
  )}\n`;
}

export interface TokenConnection {
  server: string;
  ca: string;
  token: string;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
