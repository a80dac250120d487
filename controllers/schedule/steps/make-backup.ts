import { recordApiVersion } from '../../../api/groups.ts';
import { labels } from '../../../api/groups.ts';
import type { ObjectMeta } from '../../../api/meta/object-meta.ts';
import { scheduleKind } from '../../../api/v1alpha1/schedule.ts';
import type { Schedule } from '../../../api/v1alpha1/schedule.ts';
import type { BackupSpec } from '../../../api/v1alpha1/backup.ts';
import { isAlreadyExists } from '../../../kube/client/status-error.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { again, done } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { labelValue } from '../../records/label-value.ts';
import { identify } from '../../records/identify.ts';
import type { ScheduleContext } from '../context.ts';
import { backupName, backupsOf, dueNow } from '../decide.ts';

/** setTimeout counts to 24 days only, and a clock that is set should be noticed. */
const longestWaitMs = 3_600_000;
/** How often a schedule looks whether its last backup is finished. */
const waitingMs = 5_000;

/** Makes a backup when it is time to. */
export async function makeBackup(context: ScheduleContext): Promise<Outcome | undefined> {
  const { schedule, backups, clock, status, table } = context;
  if (table === undefined) return undefined;
  const { namespace, name } = identify(schedule);
  const own = backupsOf(schedule, backups.list(namespace), labelValue(name));
  const facts = { schedule: { ...schedule, status }, backups: own, now: clock.now(), next: table.next };
  const found = dueNow(facts);
  if (found.due === 'never') return done;
  // Due is what is past: a millisecond more than the wait.
  if (found.due === 'later') return again(Math.min(found.inMs + 1, longestWaitMs));
  if (found.due === 'waiting') return again(waitingMs);
  await (found.due === 'skip' ? skip(context) : create(context, labelValue(name)));
  return again(0);
}

/** First that it is left out, then that this is done: a process that dies in between leaves out twice what is not due a second time. */
async function skip(context: ScheduleContext): Promise<void> {
  const { schedule, schedules, clock, status } = context;
  const lastSkipped = rfc3339(clock.now());
  const written = await schedules.writeStatus(schedule, { ...status, lastSkipped });
  context.schedule = await schedules.patch(written, { spec: { skipImmediately: false } });
  context.status = { ...status, lastSkipped };
}

async function create({ schedule, backups, clock, status, notes, log }: ScheduleContext, label: string): Promise<void> {
  const { namespace, name } = identify(schedule);
  const now = clock.now();
  const backup = backupName(name, now);
  try {
    await backups.create(namespace, { metadata: metadataOf(schedule, backup, label), spec: specOf(schedule) });
  } catch (error) {
    // Made a moment ago, and not seen yet.
    if (!isAlreadyExists(error)) throw error;
  }
  status.lastBackup = rfc3339(now);
  log.info('schedule made a backup', { schedule: `${namespace}/${name}`, backup });
  notes.push({ type: 'Normal', reason: 'BackupCreated', message: `Created the Backup ${backup}` });
}

function metadataOf(schedule: Schedule, name: string, label: string): ObjectMeta & { name: string } {
  const { metadata, spec } = schedule;
  const own = spec.template.metadata?.labels ?? metadata.labels ?? {};
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => isPassedOn(key));
  return {
    name,
    namespace: identify(schedule).namespace,
    labels: { ...own, [labels.scheduleName]: label },
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    ...(spec.useOwnerReferencesInBackup === true && { ownerReferences: [ownerReference(schedule)] }),
  };
}

/** Ours say what a record is, and kubectl's what was applied to the schedule: neither is true of the backup. */
function isPassedOn(key: string): boolean {
  return !/^(?:[^/]*\.)?(?:stowage\.dev|kubectl\.kubernetes\.io)\//u.test(key);
}

/** Of records among themselves: the garbage collector looks at those. */
function ownerReference(schedule: Schedule) {
  const { name, uid } = identify(schedule);
  return { apiVersion: recordApiVersion, kind: scheduleKind.record.kind, name, uid, controller: true };
}

/** Who runs the backup is said once, on the schedule. */
function specOf({ spec }: Schedule): BackupSpec {
  const { template, serviceAccountName, requester } = spec;
  return {
    ...template,
    ...(serviceAccountName !== undefined && { serviceAccountName }),
    ...(requester !== undefined && { requester }),
  };
}
