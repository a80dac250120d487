import type { KubeObject } from '../../api/meta/list.ts';
import { isConflict } from '../../kube/client/status-error.ts';
import type { ClaimedStatus, RecordStore } from '../records/record-store.ts';

/** Conflicts come from label edits and the like; more of them than this in a row do not. */
const maxTries = 5;

/**
 * Writes how a run ended on its record as that is now, as long as the run is still ours: another process may have taken it over, and the record may be
 * gone or be another one of the same name.
 *
 * @returns the record, or undefined when there was nothing to write on.
 */
export async function writeEnd<Spec, Stat extends ClaimedStatus>(
  records: RecordStore<Spec, Stat>,
  started: KubeObject<Spec, Stat>,
  status: Stat,
): Promise<KubeObject<Spec, Stat> | undefined> {
  const { namespace = '', name = '' } = started.metadata;
  for (let tries = 1; ; tries += 1) {
    const live = await records.fetch(namespace, name);
    if (live === undefined || !isSameRun(live, started)) return undefined;
    try {
      return await records.writeStatus(live, status);
    } catch (error) {
      if (!isConflict(error) || tries === maxTries) throw error;
    }
  }
}

function isSameRun(a: KubeObject<unknown, ClaimedStatus>, b: KubeObject<unknown, ClaimedStatus>): boolean {
  return (
    a.metadata.uid === b.metadata.uid &&
    a.status?.startedBy === b.status?.startedBy &&
    a.status?.attempts === b.status?.attempts
  );
}
