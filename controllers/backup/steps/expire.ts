import { deleteDataFinalizer } from '../../../api/groups.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import type { BackupContext } from '../context.ts';

/** Deletes a backup whose time is over, the same way as a user would: the data first, the record last. */
export async function expire({ decision, backup, backups, log }: BackupContext): Promise<Outcome | undefined> {
  if (decision.next !== 'expire') return undefined;
  const { namespace, name, finalizers = [] } = backup.metadata;
  log.info('backup expired', { backup: `${namespace}/${name}`, expiration: backup.status?.expiration });
  if (!finalizers.includes(deleteDataFinalizer))
    await backups.patch(backup, { metadata: { finalizers: [...finalizers, deleteDataFinalizer] } });
  await backups.remove(backup);
  return again(100);
}
