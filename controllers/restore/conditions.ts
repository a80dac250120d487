import type { Condition } from '../../api/meta/condition.ts';
import { limits } from '../../api/v1alpha1/limits.ts';
import type { RestoreStatus } from '../../api/v1alpha1/restore.ts';
import { setCondition } from '../../kube/runtime/conditions.ts';
import type { Fault } from '../runs/fault.ts';

type State = Omit<Condition, 'type' | 'lastTransitionTime'>;

/**
 * The conditions of a restore, from its status. `Complete`: True when every selected object is there, Unknown while it runs. `Skipped`: True when objects of
 * whole kinds were left out, for want of a right or because this cluster has no such kind.
 */
export function restoreConditions(status: RestoreStatus, fault: Fault | undefined, now: Date): Condition[] {
  const complete = setCondition(status.conditions, { type: 'Complete', ...completeness(status, fault) }, now);
  const kinds = [...new Set((status.skipped ?? []).map(({ resource }) => resource))];
  if (kinds.length === 0) return complete;
  const reasons = new Set((status.skipped ?? []).map(({ reason }) => reason));
  const reason = reasons.size === 1 ? ([...reasons][0] ?? 'Skipped') : 'SeveralReasons';
  const message = `Left out, see status.skipped: ${kinds.join(', ')}`.slice(0, limits.message);
  return setCondition(complete, { type: 'Skipped', status: 'True', reason, message }, now);
}

function completeness(status: RestoreStatus, fault: Fault | undefined): State {
  // Not spread: the message of an Error is not enumerable.
  if (fault !== undefined)
    return { status: 'False', reason: fault.reason, message: fault.message.slice(0, limits.message) };
  switch (status.phase) {
    case 'Completed':
      return {
        status: 'True',
        reason: 'Completed',
        message: `${status.progress?.itemsRestored ?? 0} objects are there`,
      };
    case 'PartiallyFailed':
      return {
        status: 'False',
        reason: 'PartiallyFailed',
        message: `${status.errors ?? 0} errors, see the download "results"`,
      };
    case 'Failed':
    case 'FailedValidation':
      return { status: 'False', reason: status.phase, message: status.failureReason ?? '' };
    default:
      return { status: 'Unknown', reason: 'Running', message: '' };
  }
}
