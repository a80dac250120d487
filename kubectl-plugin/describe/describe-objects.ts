import type { KubeObject } from '../../api/meta/list.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Schedule } from '../../api/v1alpha1/schedule.ts';
import { isForbidden, isNotFound, isStatus } from '../../kube/client/status-error.ts';
import { backups, locations, refOf, restores, schedules } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import type { Targets } from '../flags/targets.ts';
import { throwCollected } from '../output/several-errors.ts';
import type { Session } from '../session/session.ts';
import { isFinished } from '../wait/run-state.ts';
import type { Run } from '../wait/run-state.ts';
import { describeBackup } from './backup.ts';
import type { Downloads } from './backup.ts';
import type { Description } from './description.ts';
import { describeEvents } from './events.ts';
import { describeLocation } from './location.ts';
import { describeRestore } from './restore.ts';
import { describeSchedule } from './schedule.ts';

/** Options of `describe`, also under `kubectl backup restore describe` and its like. */
export interface DescribeOptions {
  selector?: string;
  details?: boolean;
  showEvents?: boolean;
}

/** Prints the descriptions, two blank lines between them as kubectl. What was not found is told after the others. */
export async function describeObjects(session: Session, targets: Targets, options: DescribeOptions): Promise<void> {
  const failures: unknown[] = [];
  const objects = await objectsOf(session, targets, { options, failures });
  if (objects.length === 0 && failures.length === 0) {
    session.note(`No resources found in ${(await session.cluster()).namespace} namespace.`);
  }
  for (const [index, object] of objects.entries()) {
    const out = await describeOne(session, object, { kind: targets.kind, options });
    await session.print(`${index > 0 ? '\n\n' : ''}${out.text()}`);
  }
  throwCollected(failures);
}

async function objectsOf(
  session: Session,
  { kind, names }: Targets,
  { options, failures }: { options: DescribeOptions; failures: unknown[] },
): Promise<KubeObject[]> {
  const { api, namespace } = await session.cluster();
  if (names.length === 0) {
    const query = { ...(options.selector !== undefined && { labelSelector: options.selector }) };
    return (await api.json<{ items: KubeObject[] }>(refOf(kind, { namespace }), { query })).items;
  }
  const found: KubeObject[] = [];
  for (const name of names) {
    try {
      found.push(await api.json<KubeObject>(refOf(kind, { namespace, name })));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      failures.push(error);
    }
  }
  return found;
}

async function describeOne(
  session: Session,
  object: KubeObject,
  { kind, options }: { kind: KindWords; options: DescribeOptions },
): Promise<Description> {
  const downloads = await downloadsOf(session, object as Run, { kind, details: options.details ?? false });
  const out = describeKind(object, kind, downloads);
  out.blank();
  if (options.showEvents !== false) await describeEvents(session, out, { ...object, kind: kind.kind });
  return out;
}

function describeKind(object: KubeObject, kind: KindWords, downloads: Downloads): Description {
  if (kind === restores) return describeRestore(object as Restore, downloads);
  if (kind === schedules) return describeSchedule(object as Schedule);
  if (kind === locations) return describeLocation(object as BackupStorageLocation);
  return describeBackup(object as Backup, downloads);
}

/** Results when there are errors or warnings to name, the list of objects on demand. */
async function downloadsOf(
  session: Session,
  run: Run,
  { kind, details }: { kind: KindWords; details: boolean },
): Promise<Downloads> {
  if ((kind !== backups && kind !== restores) || !isFinished(run)) return {};
  const { errors = 0, warnings = 0 } = run.status ?? {};
  const download = <T>(subresource: string): Promise<T | undefined> => read(session, { kind, run, subresource });
  return {
    results: errors + warnings > 0 || details ? await download('results') : undefined,
    resources: details ? await download('resources') : undefined,
  };
}

/** A file that is missing, or not for the caller, is no reason not to show the rest: it is said on stderr. */
async function read<T>(
  session: Session,
  { kind, run, subresource }: { kind: KindWords; run: Run; subresource: string },
): Promise<T | undefined> {
  const { api, namespace } = await session.cluster();
  try {
    return await api.json<T>(refOf(kind, { namespace, name: run.metadata.name ?? '', subresource }));
  } catch (error) {
    if (!isNotFound(error) && !isForbidden(error) && !(isStatus(error) && error.code >= 500)) throw error;
    session.note(`Warning: ${subresource} cannot be shown: ${(error as Error).message}`);
    return undefined;
  }
}
