import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { findLocation } from '../location/find.ts';
import { identify } from '../records/identify.ts';
import type { BackupDependencies } from './context.ts';

type Dependencies = Pick<BackupDependencies, 'locations' | 'systemNamespace'>;

/** The location that a backup went to, or will go to; undefined when there is none by now. */
export function locationOf(
  { locations, systemNamespace }: Dependencies,
  backup: Backup,
): BackupStorageLocation | undefined {
  const known = backup.status?.location;
  if (known !== undefined) return locations.seen(known.namespace, known.name);
  const { namespace } = identify(backup);
  return findLocation(locations.list(), { namespace, systemNamespace, name: backup.spec.storageLocation });
}

/** The location of a backup that is about to begin, by the live records: it may have been created a moment before the backup. */
export async function findLocationNow(
  { locations, systemNamespace }: Dependencies,
  backup: Backup,
): Promise<BackupStorageLocation | undefined> {
  const { namespace } = identify(backup);
  const places = [...new Set([namespace, systemNamespace])];
  const live = (await Promise.all(places.map((place) => locations.listNow(place)))).flat();
  return findLocation(live, { namespace, systemNamespace, name: backup.spec.storageLocation });
}
