import type { Kube } from './kube.ts';
import { isNotFound } from './status-error.ts';

/** Reads the data of Secrets (base64 by key); undefined when there is no such Secret. Other failures are thrown as they come. */
export function secretDataReader(
  client: Pick<Kube, 'get'>,
): (namespace: string, name: string) => Promise<Record<string, string> | undefined> {
  return async (namespace, name) => {
    try {
      const ref = { group: '', version: 'v1', plural: 'secrets', namespace, name };
      return (await client.get<{ data?: Record<string, string> }>(ref)).data ?? {};
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
}
