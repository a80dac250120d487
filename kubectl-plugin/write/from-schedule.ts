import { labels } from '../../api/groups.ts';
import type { BackupSpec } from '../../api/v1alpha1/backup.ts';
import type { Schedule } from '../../api/v1alpha1/schedule.ts';
import { refOf, schedules } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';

/** Spec and labels of the backup that a schedule would make now. @throws StatusError (NotFound) */
export async function fromSchedule(
  session: Session,
  name: string,
): Promise<{ spec?: BackupSpec; labels?: Record<string, string> }> {
  const { api, namespace } = await session.cluster();
  const schedule = await api.json<Schedule>(refOf(schedules, { namespace, name }));
  const { template, serviceAccountName } = schedule.spec;
  return {
    spec: { ...template, ...(serviceAccountName !== undefined && { serviceAccountName }) },
    labels: { ...(template.metadata?.labels ?? schedule.metadata.labels), [labels.scheduleName]: name },
  };
}
