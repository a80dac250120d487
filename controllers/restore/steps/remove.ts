import { removeRestore } from '../../../bucket/layout/remove.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { withStore } from '../../location/with-store.ts';
import { identify } from '../../records/identify.ts';
import { dropFinalizer, isEnding, sayBlocked } from '../../runs/deletion.ts';
import type { RestoreContext } from '../context.ts';

/** How long a deletion that cannot go on waits before it tries again. */
const retryMs = 10_000;

/**
 * Pays what a user's deletion owes: stops the run, removes restores/<directory>/ from the bucket and lets the record go. What was restored stays. While the
 * location cannot be written the record stays too and says why, unless its namespace is being deleted; when there is no location any more there is nothing left
 * to remove.
 */
export async function remove(context: RestoreContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { restore, restores, runs, attempts } = context;
  const { uid, namespace } = identify(restore);
  if (runs.stop(uid, new Error('the Restore was deleted'))) return again(200);
  const obstacle = await removeData(context);
  if (obstacle !== undefined && !(await isEnding(context, namespace))) {
    sayBlocked(context, obstacle);
    return again(retryMs);
  }
  attempts.forget(uid);
  await dropFinalizer(restores, restore);
  // The record may be gone: there is no status to write any more.
  context.status = restore.status ?? {};
  return again(retryMs);
}

/** Returns why the files could not be removed, or undefined. */
async function removeData(context: RestoreContext): Promise<string | undefined> {
  const { bucketKey, backup, phase } = context.restore.status ?? {};
  const at = backup?.location;
  if (bucketKey === undefined || at === undefined || phase === 'FailedValidation') return undefined;
  const location = await context.locations.fetch(at.namespace, at.name);
  if (location === undefined) return undefined;
  const { signal } = context;
  return withStore(context, location, (store) => removeRestore(store, bucketKey, { signal }));
}
