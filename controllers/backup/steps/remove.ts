import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { dropFinalizer, isEnding, sayBlocked } from '../../runs/deletion.ts';
import type { BackupContext } from '../context.ts';
import { removeOwnedData } from '../owned-data.ts';

/** How long a deletion that cannot go on waits before it tries again. */
const retryMs = 10_000;

/**
 * Pays what a user's deletion owes: stops the run, removes the data, and lets the record go. While the location cannot be written, the record stays and says
 * why; a namespace that is deleted does not wait for that, and what stays in the bucket is found there as a backup without a record.
 */
export async function remove(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { backup, backups, runs, claims, attempts } = context;
  const { uid, namespace } = identify(backup);
  if (runs.stop(uid, new Error('the Backup was deleted'))) return again(200);
  const obstacle = await removeOwnedData(context);
  if (obstacle !== undefined && !(await isEnding(context, namespace))) {
    context.status.phase = 'Deleting';
    sayBlocked(context, obstacle);
    return again(retryMs);
  }
  claims.release(uid);
  attempts.forget(uid);
  await dropFinalizer(backups, backup);
  // The record may be gone: there is no status to write any more.
  context.status = backup.status ?? {};
  return again(retryMs);
}
