import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { findLocation } from '../location/find.ts';
import { identify } from '../records/identify.ts';
import type { BackupDependencies } from './context.ts';

/** The location that a backup went to, or will go to; undefined when there is none by now. */
export function locationOf(
  { locations, systemNamespace }: Pick<BackupDependencies, 'locations' | 'systemNamespace'>,
  backup: Backup,
): BackupStorageLocation | undefined {
  const known = backup.status?.location;
  if (known !== undefined) return locations.seen(known.namespace, known.name);
  const { namespace } = identify(backup);
  return findLocation(locations.list(), { namespace, systemNamespace, name: backup.spec.storageLocation });
}
