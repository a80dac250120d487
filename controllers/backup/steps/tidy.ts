import { mapUid } from '../../../api/meta/uid.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { removeBackup } from '../../../bucket/layout/remove.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { readBackup } from '../../location/read-backup.ts';
import { withStore } from '../../location/with-store.ts';
import { identify } from '../../records/identify.ts';
import { tidied } from '../conditions.ts';
import type { BackupContext } from '../context.ts';
import { locationOf } from '../location-of.ts';

const retryMs = 10_000;

/** Removes what a failed run began to write, as soon as its location can be written again: no upload and no part of an archive stays behind. */
export async function tidy(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'tidy') return undefined;
  const location = locationOf(context, context.backup);
  if (location === undefined || location.spec.accessMode === 'ReadOnly') return endTidying(context);
  if (location.status?.phase !== 'Available') return again(retryMs);
  const obstacle = await withStore(context, location, (store) => removeLeftovers(store, context));
  return obstacle === undefined ? endTidying(context) : again(retryMs);
}

/** A backup that was committed in the end, or is somebody else's, is no leftover. */
async function removeLeftovers(store: BlobStore, { backup, signal }: BackupContext): Promise<void> {
  const bucketKey = backup.status?.bucketKey ?? '';
  const found = await readBackup(store, bucketKey, signal);
  const ours = found === undefined || found.metadata.uid === mapUid(identify(backup).uid);
  if (ours && found?.phase !== 'Completed' && found?.phase !== 'PartiallyFailed')
    await removeBackup(store, bucketKey, { signal });
}

function endTidying({ status, clock }: BackupContext): Outcome {
  status.conditions = tidied(status.conditions, clock.now());
  return again(0);
}
