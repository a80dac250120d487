import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { identify } from '../../records/identify.ts';
import { bucketKeyOf } from '../../records/origin.ts';
import { restoreConditions } from '../conditions.ts';
import type { RestoreContext } from '../context.ts';

/** Makes the restore this process's to run, and pins the backup that it is of. */
export function claim(context: RestoreContext, backup: Backup): void {
  const { restore, clock, holder, systemNamespace } = context;
  const { namespace, name } = identify(backup);
  const { bucketKey = '', location } = backup.status ?? {};
  context.status = {
    phase: 'InProgress',
    startTimestamp: rfc3339(clock.now()),
    startedBy: holder,
    attempts: 1,
    bucketKey: bucketKeyOf(identify(restore), systemNamespace),
    backup: { namespace, name, bucketKey, ...(location !== undefined && { location }) },
    progress: { totalItems: 0, itemsRestored: 0 },
  };
  context.status.conditions = restoreConditions(context.status, undefined, clock.now());
  context.notes.push({ type: 'Normal', reason: 'Started', message: `Restoring the backup ${namespace}/${name}` });
}
