import { deleteDataFinalizer } from '../../../api/groups.ts';
import { errors, StowageError } from '../../../api/errors/catalogue.ts';
import { BlobError } from '../../../bucket/blob/errors.ts';
import { removeRestore } from '../../../bucket/layout/remove.ts';
import { setCondition } from '../../../kube/runtime/conditions.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import type { RestoreContext } from '../context.ts';

/** How long a deletion that cannot go on waits before it tries again. */
const retryMs = 10_000;

/**
 * Pays what a user's deletion owes: stops the run, removes restores/<directory>/ from the bucket and lets the record go. What was restored stays. While the
 * location cannot be written the record stays too and says why; when there is no location any more there is nothing left to remove.
 */
export async function remove(context: RestoreContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { restore, runs, attempts } = context;
  const { uid } = identify(restore);
  if (runs.stop(uid, new Error('the Restore was deleted'))) return again(200);
  const obstacle = await removeData(context);
  if (obstacle !== undefined) {
    sayBlocked(context, obstacle);
    return again(retryMs);
  }
  attempts.forget(uid);
  await dropFinalizer(context);
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
  try {
    const store = await context.openStore(location);
    try {
      await removeRestore(store, bucketKey, { signal: context.signal });
      return undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof BlobError || error instanceof StowageError) return error.message;
    throw error;
  }
}

function sayBlocked({ status, clock, notes, restore }: RestoreContext, detail: string): void {
  const error = errors.DeletionBlocked({ detail });
  const condition = { type: 'Deleting', status: 'False' as const, reason: error.reason, message: error.message };
  status.conditions = setCondition(status.conditions, condition, clock.now());
  const known = restore.status?.conditions?.find(({ type }) => type === 'Deleting');
  if (known?.message !== error.message) notes.push({ type: 'Warning', reason: error.reason, message: error.message });
}

async function dropFinalizer({ restores, restore }: RestoreContext): Promise<void> {
  const finalizers = (restore.metadata.finalizers ?? []).filter((one) => one !== deleteDataFinalizer);
  const { resourceVersion } = restore.metadata;
  await restores.patch(restore, {
    metadata: { finalizers, ...(resourceVersion !== undefined && { resourceVersion }) },
  });
}
