import { parseDuration } from '../../../api/meta/duration.ts';
import { defaultTtl } from '../../../api/v1alpha1/backup-spec.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { identify } from '../../records/identify.ts';
import { backupConditions } from '../conditions.ts';
import type { BackupContext } from '../context.ts';

/** Makes the backup this process's to run: from here on it is in progress, with its place in the bucket and its end of life. */
export function claim(context: BackupContext, location: BackupStorageLocation, bucketKey: string): void {
  const { backup, clock, holder } = context;
  const { namespace, name } = identify(location);
  const now = clock.now();
  const ttl = parseDuration(backup.spec.ttl ?? defaultTtl) || parseDuration(defaultTtl);
  context.status = {
    phase: 'InProgress',
    version: 1,
    formatVersion: '1.1.0',
    startTimestamp: rfc3339(now),
    expiration: rfc3339(new Date(now.getTime() + ttl)),
    startedBy: holder,
    attempts: 1,
    bucketKey,
    location: { namespace, name },
    progress: { totalItems: 0, itemsBackedUp: 0 },
  };
  context.status.conditions = backupConditions(context.status, undefined, now);
  context.notes.push({ type: 'Normal', reason: 'Started', message: `Backing up to ${namespace}/${name}` });
}
