import { mapUid } from '../../api/meta/uid.ts';
import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { removeBackup, removeRestore } from '../../bucket/layout/remove.ts';
import { readBackup } from '../location/read-backup.ts';
import { withStore } from '../location/with-store.ts';
import { identify } from '../records/identify.ts';
import { importedAnnotation } from '../records/origin.ts';
import type { BackupContext } from './context.ts';
import { locationOf } from './location-of.ts';
import { otherOwner } from './other-owner.ts';

/**
 * Removes what a backup has in its bucket, and what restores of it left there, with their records.
 *
 * @returns why that is not possible now, or undefined when nothing is there any more.
 */
export async function removeOwnedData(context: BackupContext): Promise<string | undefined> {
  if (!ownsData(context.backup.status)) return undefined;
  const location = locationOf(context, context.backup);
  if (location === undefined) return 'its BackupStorageLocation does not exist any more';
  const obstacle = obstacleOf(location);
  if (obstacle !== undefined) return obstacle;
  return withStore(context, location, (store) => removeFrom(store, context));
}

/** Only what has begun has a directory of its own: a backup that was refused because of its name must not take the other one's data with it. */
function ownsData(status: BackupStatus | undefined): boolean {
  return status?.bucketKey !== undefined && status.phase !== 'FailedValidation';
}

function obstacleOf({ metadata, spec, status }: BackupStorageLocation): string | undefined {
  if (spec.accessMode === 'ReadOnly') return `the BackupStorageLocation ${metadata.name} is read-only`;
  return status?.phase === 'Unavailable' ? (status.message ?? 'the location is unavailable') : undefined;
}

async function removeFrom(store: BlobStore, context: BackupContext): Promise<void> {
  const { backup, restores, signal } = context;
  if (await isOurs(store, context)) await removeBackup(store, backup.status?.bucketKey ?? '', { signal });
  const { namespace, name } = identify(backup);
  for (const restore of restores.list(namespace).filter(({ spec }) => spec.backupName === name)) {
    if (restore.status?.bucketKey !== undefined) await removeRestore(store, restore.status.bucketKey, { signal });
    if (restore.metadata.deletionTimestamp === undefined) await restores.remove(restore);
  }
}

/**
 * Whether the directory is this backup's. It may be somebody else's by now: another Backup that has the same one (`shop.nightly` of the system namespace,
 * `nightly` of the namespace shop) or, when ours vanished, a backup that was put there since.
 */
async function isOurs(store: BlobStore, { backup, backups, signal }: BackupContext): Promise<boolean> {
  if (otherOwner(backup, backups.list()) !== undefined) return false;
  const found = await readBackup(store, backup.status?.bucketKey ?? '', signal);
  const imported = backup.metadata.annotations?.[importedAnnotation] !== undefined;
  return found === undefined || imported || found.metadata.uid === mapUid(identify(backup).uid);
}
