import type { Kube } from './kube.ts';
import { unlessMissing } from './status-error.ts';

/** Reads the data of Secrets (base64 by key); undefined when there is no such Secret. Other failures are thrown as they come. */
export function secretDataReader(
  client: Pick<Kube, 'get'>,
): (namespace: string, name: string) => Promise<Record<string, string> | undefined> {
  return async (namespace, name) => {
    const ref = { group: '', version: 'v1', plural: 'secrets', namespace, name };
    const secret = await unlessMissing(client.get<{ data?: Record<string, string> }>(ref));
    return secret && (secret.data ?? {});
  };
}
