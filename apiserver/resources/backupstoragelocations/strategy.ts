import { backupStorageLocationKind } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import { locationStrategy } from '../location-strategy.ts';
import type { Strategy } from '../strategy.ts';

/** It names up to three Secrets: credentials, certificates and the key of customer-side encryption. */
export function backupStorageLocationStrategy(dependencies: { authorizer: Pick<Authorizer, 'demand'> }): Strategy {
  return locationStrategy(backupStorageLocationKind, secretsOf, dependencies);
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
