import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { ObjectMeta } from '../../api/meta/object-meta.ts';
import type { Requester } from '../../api/v1alpha1/requester.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { decideIdentity } from './decide.ts';
import type { IdentityInput } from './decide.ts';

/** A Backup or Restore, as far as it says who asked for it. */
export interface RunRecord {
  metadata: ObjectMeta;
  spec: { serviceAccountName?: string; requester?: Requester };
  status?: { startTimestamp?: string };
}

/** The question whose rights a run has, for `RunClient.forRun`. */
export function identityInput(record: RunRecord, systemNamespace: string, now: Date): IdentityInput {
  const { metadata, spec, status } = record;
  const { startTimestamp } = status ?? {};
  return {
    namespace: metadata.namespace ?? '',
    systemNamespace,
    serviceAccountName: spec.serviceAccountName,
    requester: spec.requester,
    created: new Date(metadata.creationTimestamp ?? 0),
    started: startTimestamp === undefined ? undefined : new Date(startTimestamp),
    now,
  };
}

/**
 * Why a run cannot begin for want of an identity; undefined when it can. A ServiceAccount that does not exist could be impersonated all the same, with the
 * rights that bindings give to its name: that is refused here.
 */
export async function identityFault(
  client: Pick<Kube, 'get'>,
  input: IdentityInput,
): Promise<StowageError | undefined> {
  const identity = decideIdentity(input);
  if (identity.as === 'nobody') return identity.error;
  const { namespace, serviceAccountName: account } = input;
  if (account === undefined || account === '') return undefined;
  try {
    await client.get({ group: '', version: 'v1', plural: 'serviceaccounts', namespace, name: account });
    return undefined;
  } catch (error) {
    if (isNotFound(error)) return errors.ServiceAccountNotFound({ account, namespace });
    throw error;
  }
}
