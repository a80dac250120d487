import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { sayBlocked } from '../../runs/deletion.ts';
import type { BackupContext } from '../context.ts';
import { removeOwnedData } from '../owned-data.ts';

const retryMs = 60_000;

/**
 * Ends a backup whose time is over: the data first, the record last. Without a finalizer, so that a namespace that is deleted meanwhile does not wait for the
 * bucket: an expired backup that is interrupted here is expired again.
 */
export async function expire(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'expire') return undefined;
  const { backup, backups, log } = context;
  const obstacle = await removeOwnedData(context);
  if (obstacle !== undefined) {
    context.status.phase = 'Deleting';
    sayBlocked(context, obstacle);
    return again(retryMs);
  }
  const { namespace, name } = identify(backup);
  log.info('backup expired', { backup: `${namespace}/${name}`, expiration: backup.status?.expiration });
  await backups.remove(backup);
  return again(100);
}
