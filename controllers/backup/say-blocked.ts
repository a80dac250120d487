import { errors } from '../../api/errors/catalogue.ts';
import { findCondition, setCondition } from '../../kube/runtime/conditions.ts';
import type { BackupContext } from './context.ts';

/** Says in status and, once, in an Event why the data of a backup cannot be deleted now. */
export function sayBlocked(context: BackupContext, detail: string): void {
  const { status, clock, notes, backup } = context;
  const { reason, message } = errors.DeletionBlocked({ detail });
  status.phase = 'Deleting';
  status.conditions = setCondition(
    status.conditions,
    { type: 'Deleting', status: 'False', reason, message },
    clock.now(),
  );
  if (findCondition(backup.status?.conditions, 'Deleting')?.message !== message)
    notes.push({ type: 'Warning', reason, message });
}
