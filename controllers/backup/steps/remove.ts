import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { deletionAgainMs, payDeletion } from '../../runs/deletion.ts';
import type { BackupContext } from '../context.ts';
import { removeOwnedData } from '../owned-data.ts';

/** Pays what a user's deletion owes. What stays in the bucket, because its namespace is deleted, is found there as a backup without a record. */
export async function remove(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'delete') return undefined;
  const { backup, backups, claims } = context;
  const removeData = () => removeOwnedData(context);
  const end = await payDeletion(context, { records: backups, record: backup, removeData });
  if (end === 'blocked') context.status.phase = 'Deleting';
  if (end === 'gone') {
    claims.release(identify(backup).uid);
    context.status = backup.status ?? {};
  }
  return again(deletionAgainMs[end]);
}
