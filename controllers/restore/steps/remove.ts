import { removeRestore } from '../../../bucket/layout/remove.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { withStore } from '../../location/with-store.ts';
import { deletionAgainMs, payDeletion } from '../../runs/deletion.ts';
import type { RestoreContext } from '../context.ts';

/** Pays what a user's deletion owes: restores/<directory>/ in the bucket. What was restored stays. */
export async function remove(context: RestoreContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { restore, restores } = context;
  const removeData = () => removeFiles(context);
  const end = await payDeletion(context, { records: restores, record: restore, removeData });
  if (end === 'gone') context.status = restore.status ?? {};
  return again(deletionAgainMs[end]);
}

/** Returns why the files could not be removed, or undefined. Without a location there is nothing left to remove. */
async function removeFiles(context: RestoreContext): Promise<string | undefined> {
  const { bucketKey, backup, phase } = context.restore.status ?? {};
  const at = backup?.location;
  if (bucketKey === undefined || at === undefined || phase === 'FailedValidation') return undefined;
  const location = await context.locations.fetch(at.namespace, at.name);
  if (location === undefined) return undefined;
  const { signal } = context;
  return withStore(context, location, (store) => removeRestore(store, bucketKey, { signal }));
}
