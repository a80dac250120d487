import { backupStorageLocationKind } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import type { Strategy } from '../strategy.ts';

/**
 * A location lends a Secret to whoever may use it, and sends its keys to the endpoint that it names. So who writes one must be able to read
 * the Secrets that it names; otherwise a location would be a way to read them.
 */
export function backupStorageLocationStrategy({ authorizer }: { authorizer: Pick<Authorizer, 'demand'> }): Strategy {
  return {
    kind: backupStorageLocationKind,
    mutableSpec: true,
    judgedSpec: 'all',
    guardedStatus: [],
    ownsData: false,
    prepareForCreate: async (object) => object,
    prepareForUpdate: (object) => object,
    check: async (object, { user, namespace }) => {
      for (const name of secretsOf(objectAt(object, 'spec') ?? {})) {
        await authorizer.demand(user, { verb: 'get', group: '', version: 'v1', resource: 'secrets', namespace, name });
      }
      return [];
    },
  };
}

function secretsOf(spec: JsonObject): string[] {
  const storage = objectAt(spec, 'objectStorage') ?? {};
  const config = objectAt(spec, 'config') ?? {};
  const customerKey = textAt(config, 'customerKeyEncryptionSecret')?.split('/')[0];
  const names = [
    textAt(objectAt(spec, 'credential') ?? {}, 'name'),
    textAt(objectAt(storage, 'caCertRef') ?? {}, 'name'),
    customerKey,
  ];
  return [...new Set(names.filter((name): name is string => name !== undefined && name !== ''))];
}
