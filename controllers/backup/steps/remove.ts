import { deleteDataFinalizer } from '../../../api/groups.ts';
import type { KubeObject } from '../../../api/meta/list.ts';
import { isNotFound } from '../../../kube/client/status-error.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import type { BackupContext } from '../context.ts';
import { removeOwnedData } from '../owned-data.ts';
import { sayBlocked } from '../say-blocked.ts';

/** How long a deletion that cannot go on waits before it tries again. */
const retryMs = 10_000;

/**
 * Pays what a user's deletion owes: stops the run, removes the data, and lets the record go. While the location cannot be written, the record stays and says
 * why; a namespace that is deleted does not wait for that, and what stays in the bucket is found there as a backup without a record.
 */
export async function remove(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { backup, runs, claims, attempts } = context;
  const { uid, namespace } = identify(backup);
  if (runs.stop(uid, new Error('the Backup was deleted'))) return again(200);
  const obstacle = await removeOwnedData(context);
  if (obstacle !== undefined && !(await isEnding(context, namespace))) {
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

async function isEnding({ client, signal }: BackupContext, name: string): Promise<boolean> {
  try {
    const ref = { group: '', version: 'v1', plural: 'namespaces', name };
    return (await client.get<KubeObject>(ref, { signal })).metadata.deletionTimestamp !== undefined;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

async function dropFinalizer({ backups, backup }: BackupContext): Promise<void> {
  const finalizers = (backup.metadata.finalizers ?? []).filter((one) => one !== deleteDataFinalizer);
  const { resourceVersion } = backup.metadata;
  await backups.patch(backup, { metadata: { finalizers, ...(resourceVersion !== undefined && { resourceVersion }) } });
}
