import { errors } from '../../api/errors/catalogue.ts';
import { deleteDataFinalizer } from '../../api/groups.ts';
import type { Condition } from '../../api/meta/condition.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';
import { findCondition, setCondition } from '../../kube/runtime/conditions.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import { identify } from '../records/identify.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { Attempts } from './attempts.ts';
import type { Runs } from './runs.ts';

interface Blocked {
  status: { conditions?: Condition[] };
  notes: EventNote[];
  clock: Clock;
}

/** What the deletion of a Backup or Restore needs of its context. */
interface Deleting extends Blocked {
  client: Pick<Kube, 'get'>;
  signal: AbortSignal;
  runs: Pick<Runs, 'stop'>;
  attempts: Pick<Attempts, 'forget'>;
}

interface Owed<Spec, Stat extends object> {
  records: RecordStore<Spec, Stat>;
  record: KubeObject<Spec, Stat>;
  /** Removes what the record has in the bucket. @returns why that is not possible now, or undefined */
  removeData: () => Promise<string | undefined>;
}

/**
 * Pays what a user's deletion owes: stops the run, removes the data and lets the record go. While the data cannot be removed the record stays and says why;
 * a namespace that is deleted does not wait for that.
 *
 * @returns how far it came. `gone`: the record may be gone, so there is no status to write any more.
 */
export async function payDeletion<Spec, Stat extends object>(
  context: Deleting,
  { records, record, removeData }: Owed<Spec, Stat>,
): Promise<'stopping' | 'blocked' | 'gone'> {
  const { uid, namespace } = identify(record);
  if (context.runs.stop(uid, new Error(`the ${records.definition.kind} was deleted`))) return 'stopping';
  const obstacle = await removeData();
  if (obstacle !== undefined && !(await isEnding(context, namespace))) {
    sayBlocked(context, obstacle);
    return 'blocked';
  }
  context.attempts.forget(uid);
  await dropFinalizer(records, record);
  return 'gone';
}

/** Milliseconds until a deletion is looked at again, by how far it came. */
export const deletionAgainMs = { stopping: 200, blocked: 10_000, gone: 10_000 } as const;

/** Says in the status and, once, in an Event why what a record has in the bucket cannot be deleted now. */
export function sayBlocked({ status, notes, clock }: Blocked, detail: string): void {
  const { reason, message } = errors.DeletionBlocked({ detail });
  const known = findCondition(status.conditions, 'Deleting')?.message;
  const condition = { type: 'Deleting', status: 'False' as const, reason, message };
  status.conditions = setCondition(status.conditions, condition, clock.now());
  if (known !== message) notes.push({ type: 'Warning', reason, message });
}

/** Whether the namespace is being deleted, or gone. Its deletion must never wait for a bucket. */
async function isEnding(
  { client, signal }: { client: Pick<Kube, 'get'>; signal: AbortSignal },
  name: string,
): Promise<boolean> {
  try {
    const ref = { group: '', version: 'v1', plural: 'namespaces', name };
    return (await client.get<KubeObject>(ref, { signal })).metadata.deletionTimestamp !== undefined;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

/** Lets a record go whose data is deleted. @throws {StatusError} a conflict when somebody wrote since it was read. */
async function dropFinalizer<Spec, Stat extends object>(
  records: RecordStore<Spec, Stat>,
  record: KubeObject<Spec, Stat>,
): Promise<void> {
  const { finalizers = [], resourceVersion } = record.metadata;
  const kept = finalizers.filter((one) => one !== deleteDataFinalizer);
  await records.patch(record, {
    metadata: { finalizers: kept, ...(resourceVersion !== undefined && { resourceVersion }) },
  });
}
