import { backupStorageLocationKind } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import { demandSecrets } from '../demand-secrets.ts';
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
    check: async (object, context) => {
      await demandSecrets(authorizer, context, secretsOf(objectAt(object, 'spec') ?? {}));
      return [];
    },
  };
}

function secretsOf(spec: JsonObject): (string | undefined)[] {
  const storage = objectAt(spec, 'objectStorage') ?? {};
  const config = objectAt(spec, 'config') ?? {};
  const customerKey = textAt(config, 'customerKeyEncryptionSecret')?.split('/')[0];
  return [
    textAt(objectAt(spec, 'credential') ?? {}, 'name'),
    textAt(objectAt(storage, 'caCertRef') ?? {}, 'name'),
    customerKey,
  ];
}
