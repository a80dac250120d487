import { volumeSnapshotLocationKind } from '../../../api/v1alpha1/volume-snapshot-location.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import { demandSecrets } from '../demand-secrets.ts';
import type { Strategy } from '../strategy.ts';

/** Like a BackupStorageLocation it lends a Secret, so whoever writes one must be able to read that. */
export function volumeSnapshotLocationStrategy({ authorizer }: { authorizer: Pick<Authorizer, 'demand'> }): Strategy {
  return {
    kind: volumeSnapshotLocationKind,
    mutableSpec: true,
    judgedSpec: 'all',
    guardedStatus: [],
    ownsData: false,
    prepareForCreate: async (object) => object,
    prepareForUpdate: (object) => object,
    check: async (object, context) => {
      const credential = objectAt(objectAt(object, 'spec') ?? {}, 'credential') ?? {};
      await demandSecrets(authorizer, context, [textAt(credential, 'name')]);
      return [];
    },
  };
}
