import { errors } from '../../api/errors/catalogue.ts';
import { deleteDataFinalizer } from '../../api/groups.ts';
import type { Condition } from '../../api/meta/condition.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';
import { findCondition, setCondition } from '../../kube/runtime/conditions.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import type { RecordStore } from '../records/record-store.ts';

interface Blocked {
  status: { conditions?: Condition[] };
  notes: EventNote[];
  clock: Clock;
}

/** Says in the status and, once, in an Event why what a record has in the bucket cannot be deleted now. */
export function sayBlocked({ status, notes, clock }: Blocked, detail: string): void {
  const { reason, message } = errors.DeletionBlocked({ detail });
  const known = findCondition(status.conditions, 'Deleting')?.message;
  const condition = { type: 'Deleting', status: 'False' as const, reason, message };
  status.conditions = setCondition(status.conditions, condition, clock.now());
  if (known !== message) notes.push({ type: 'Warning', reason, message });
}

/** Whether the namespace is being deleted, or gone. Its deletion must never wait for a bucket. */
export async function isEnding(
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
export async function dropFinalizer<Spec, Stat extends object>(
  records: RecordStore<Spec, Stat>,
  record: KubeObject<Spec, Stat>,
): Promise<void> {
  const { finalizers = [], resourceVersion } = record.metadata;
  const kept = finalizers.filter((one) => one !== deleteDataFinalizer);
  await records.patch(record, {
    metadata: { finalizers: kept, ...(resourceVersion !== undefined && { resourceVersion }) },
  });
}
