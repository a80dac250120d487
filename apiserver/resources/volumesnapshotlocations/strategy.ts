import { volumeSnapshotLocationKind } from '../../../api/v1alpha1/volume-snapshot-location.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import { locationStrategy } from '../location-strategy.ts';
import type { Strategy } from '../strategy.ts';

/** It names one Secret, that of the credentials. */
export function volumeSnapshotLocationStrategy(dependencies: { authorizer: Pick<Authorizer, 'demand'> }): Strategy {
  return locationStrategy(
    volumeSnapshotLocationKind,
    (spec) => [textAt(objectAt(spec, 'credential') ?? {}, 'name')],
    dependencies,
  );
}
