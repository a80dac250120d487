import { deleteDataFinalizer } from '../../../api/groups.ts';
import { errors, StowageError } from '../../../api/errors/catalogue.ts';
import type { BackupStatus } from '../../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { BlobError } from '../../../bucket/blob/errors.ts';
import { removeBackup, removeRestore } from '../../../bucket/layout/remove.ts';
import { setCondition } from '../../../kube/runtime/conditions.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import type { BackupContext } from '../context.ts';
import { locationOf } from '../location-of.ts';

/** How long a deletion that cannot go on waits before it tries again. */
const retryMs = 10_000;

/**
 * Pays what a user's deletion owes: stops the run, removes the data from the bucket, what its restores left there and their records, and lets the record go.
 * While the location cannot be written, the record stays and says why.
 */
export async function remove(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { backup, runs, claims, attempts } = context;
  const { uid } = identify(backup);
  if (runs.stop(uid, new Error('the Backup was deleted'))) return again(200);
  const obstacle = ownsData(backup.status) ? await removeData(context) : undefined;
  if (obstacle !== undefined) {
    sayBlocked(context, obstacle);
    return again(retryMs);
  }
  claims.release(uid);
  attempts.forget(uid);
  await dropFinalizer(context);
  // The record may be gone: there is no status to write any more.
  context.status = backup.status ?? {};
  return again(retryMs);
}

/** Only what has begun has a directory of its own: a backup that was refused because of its name must not take the other one's data with it. */
function ownsData(status: BackupStatus | undefined): boolean {
  return status?.bucketKey !== undefined && status.phase !== 'FailedValidation';
}

/** Returns why the data could not be removed, or undefined. */
async function removeData(context: BackupContext): Promise<string | undefined> {
  const location = locationOf(context, context.backup);
  if (location === undefined) return 'its BackupStorageLocation does not exist any more';
  const obstacle = obstacleOf(location);
  if (obstacle !== undefined) return obstacle;
  try {
    const store = await context.openStore(location);
    try {
      await removeFrom(store, context);
      return undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof BlobError || error instanceof StowageError) return error.message;
    throw error;
  }
}

function obstacleOf({ metadata, spec, status }: BackupStorageLocation): string | undefined {
  if (spec.accessMode === 'ReadOnly') return `the BackupStorageLocation ${metadata.name} is read-only`;
  return status?.phase === 'Unavailable' ? (status.message ?? 'the location is unavailable') : undefined;
}

async function removeFrom(store: BlobStore, { backup, restores, signal }: BackupContext): Promise<void> {
  await removeBackup(store, backup.status?.bucketKey ?? '', { signal });
  const { namespace, name } = identify(backup);
  for (const restore of restores.list(namespace).filter(({ spec }) => spec.backupName === name)) {
    if (restore.status?.bucketKey !== undefined) await removeRestore(store, restore.status.bucketKey, { signal });
    if (restore.metadata.deletionTimestamp === undefined) await restores.remove(restore);
  }
}

function sayBlocked(context: BackupContext, detail: string): void {
  const { status, clock, notes, backup } = context;
  const error = errors.DeletionBlocked({ detail });
  const condition = { type: 'Deleting', status: 'False' as const, reason: error.reason, message: error.message };
  status.phase = 'Deleting';
  status.conditions = setCondition(status.conditions, condition, clock.now());
  const known = backup.status?.conditions?.find(({ type }) => type === 'Deleting');
  if (known?.message !== error.message) notes.push({ type: 'Warning', reason: error.reason, message: error.message });
}

async function dropFinalizer({ backups, backup }: BackupContext): Promise<void> {
  const finalizers = (backup.metadata.finalizers ?? []).filter((one) => one !== deleteDataFinalizer);
  const { resourceVersion } = backup.metadata;
  await backups.patch(backup, { metadata: { finalizers, ...(resourceVersion !== undefined && { resourceVersion }) } });
}
