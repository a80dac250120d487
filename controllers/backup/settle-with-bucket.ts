import { mapUid } from '../../api/meta/uid.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { Backup, BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { removeBackup } from '../../bucket/layout/remove.ts';
import { heldNamespaces } from '../holdings/held-namespaces.ts';
import { readBackup } from '../location/read-backup.ts';

/**
 * Looks at what an attempt before this one left in the bucket. A committed backup is whole: the status that it has is returned, and only that is still to be
 * written. Anything else of ours is removed.
 *
 * @throws {StowageError} `BackupNameTaken` when the bucket has somebody else's backup of the name by now; it is left alone.
 */
export async function settleWithBucket(
  store: BlobStore,
  backup: Backup,
  signal: AbortSignal,
): Promise<BackupStatus | undefined> {
  const bucketKey = backup.status?.bucketKey ?? '';
  if (backup.status?.attempts === 1) return undefined;
  const found = await readBackup(store, bucketKey, signal);
  if (found !== undefined) {
    if (found.metadata.uid !== mapUid(backup.metadata.uid ?? '')) throw taken(backup);
    const held = await heldNamespaces(store, bucketKey, signal).catch(() => ({}));
    signal.throwIfAborted();
    return { ...backup.status, ...(found.status as BackupStatus), ...held };
  }
  await removeBackup(store, bucketKey, { signal });
  return undefined;
}

function taken({ status }: Backup) {
  const { namespace = '', name = '' } = status?.location ?? {};
  return errors.BackupNameTaken({ namespace, location: name, bucketKey: status?.bucketKey ?? '' });
}
