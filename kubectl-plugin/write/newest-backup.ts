import { errors } from '../../api/errors/catalogue.ts';
import { labels } from '../../api/groups.ts';
import type { KubeList } from '../../api/meta/list.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import { backups, refOf } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';

/** Name of the newest Completed or PartiallyFailed backup of a schedule. @throws StowageError when there is none */
export async function newestBackup(session: Session, schedule: string): Promise<string> {
  const { api, namespace } = await session.cluster();
  const query = { labelSelector: `${labels.scheduleName}=${schedule}` };
  const { items } = await api.json<KubeList<Backup>>(refOf(backups, { namespace }), { query });
  const usable = items.filter(({ status }) => status?.phase === 'Completed' || status?.phase === 'PartiallyFailed');
  const newest = usable.toSorted((a, b) => startOf(b) - startOf(a))[0]?.metadata.name;
  if (newest === undefined) throw errors.NoBackupOfSchedule({ schedule, namespace });
  return newest;
}

function startOf(backup: Backup): number {
  return Date.parse(backup.status?.startTimestamp ?? backup.metadata.creationTimestamp ?? '') || 0;
}
