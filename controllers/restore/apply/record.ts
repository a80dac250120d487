import type { ObjectMetaSlice } from '../../../kube/json/read-meta.ts';
import { placeOf } from '../../runs/report.ts';
import type { RestoreJob } from '../job.ts';
import type { ArchivedObject } from '../source/source.ts';
import type { Applied } from './outcome.ts';

type Recorded = ArchivedObject & { meta: ObjectMetaSlice | undefined; target: string | undefined };

/** Counts an object that is done, lists it, and tells what was wrong. Without an outcome it failed for a reason that is told once for its whole kind. */
export function record(job: RestoreJob, object: Recorded, applied: Applied | undefined): void {
  const { meta, target: namespace, name } = object;
  const type = { apiVersion: meta?.apiVersion ?? 'unknown', kind: meta?.kind ?? 'Unknown' };
  job.progress.itemsRestored += 1;
  job.list.add({ ...type, namespace, name, action: applied?.action ?? 'failed' });
  if (applied !== undefined) tell(job, object, applied);
}

function tell({ report, problems }: RestoreJob, object: Recorded, applied: Applied): void {
  const { resource, name, target: namespace } = object;
  const fields = { resource, name };
  if (applied.action === 'failed') {
    if (applied.alreadyTold !== true) report.error(placeOf(namespace), applied.message, fields);
    if (applied.forbidden !== undefined)
      problems.skip({ resource, namespace, reason: 'Forbidden', message: applied.forbidden });
    return;
  }
  if (applied.warning !== undefined) report.warning(placeOf(namespace), applied.warning, fields);
  if (applied.action === 'skipped' && applied.reason !== undefined)
    report.log.info('Left out', { namespace, ...fields, reason: applied.reason });
}
