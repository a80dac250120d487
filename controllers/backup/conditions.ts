import type { Condition } from '../../api/meta/condition.ts';
import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import { limits } from '../../api/v1alpha1/limits.ts';
import { setCondition } from '../../kube/runtime/conditions.ts';
import type { Fault } from '../runs/fault.ts';

/**
 * The conditions of a backup, from its status. `Complete`: True when everything is in the bucket, Unknown while it runs. `Stored`: whether the bucket holds
 * it. `Skipped`: True when kinds were left out for want of a right.
 */
export function backupConditions(status: BackupStatus, fault: Fault | undefined, now: Date): Condition[] {
  const complete = setCondition(status.conditions, { type: 'Complete', ...completeness(status, fault) }, now);
  const stored = isStored(status)
    ? setCondition(
        complete,
        { type: 'Stored', status: 'True', reason: 'InBucket', message: 'The backup is in the bucket' },
        now,
      )
    : complete;
  const kinds = [...new Set((status.skipped ?? []).map(({ resource }) => resource))];
  if (kinds.length === 0) return stored;
  const message = `Left out, because the run may not list them: ${kinds.join(', ')}`.slice(0, limits.message);
  return setCondition(stored, { type: 'Skipped', status: 'True', reason: 'Forbidden', message }, now);
}

/** A run that could not clean up after itself: what it began to write is still owed to the bucket. */
export function untidy(conditions: readonly Condition[] | undefined, now: Date): Condition[] {
  const message = 'What the failed run began to write is removed when the location can be written again';
  return setCondition(conditions, { type: 'Tidy', status: 'False', reason: 'LeftInBucket', message }, now);
}

/** What follows `untidy` once all of that is removed. */
export function tidied(conditions: readonly Condition[] | undefined, now: Date): Condition[] {
  const message = 'Nothing of the failed run is in the bucket';
  return setCondition(conditions, { type: 'Tidy', status: 'True', reason: 'Removed', message }, now);
}

function completeness(status: BackupStatus, fault: Fault | undefined): Omit<Condition, 'type' | 'lastTransitionTime'> {
  // Not spread: the message of an Error is not among the properties that a spread copies.
  if (fault !== undefined) return { status: 'False', reason: fault.reason, message: fault.message };
  switch (status.phase) {
    case 'Completed':
      return {
        status: 'True',
        reason: 'Completed',
        message: `${status.progress?.itemsBackedUp ?? 0} objects are in the bucket`,
      };
    case 'PartiallyFailed': {
      const message = `${status.errors ?? 0} errors, see the download "results"`;
      return { status: 'False', reason: 'PartiallyFailed', message };
    }
    case 'Failed':
    case 'FailedValidation':
      return { status: 'False', reason: status.phase, message: status.failureReason ?? '' };
    default:
      return { status: 'Unknown', reason: 'Running', message: '' };
  }
}

/** Only a backup that was committed has the checksum of its archive. */
function isStored(status: BackupStatus): boolean {
  return (status.phase === 'Completed' || status.phase === 'PartiallyFailed') && status.archive?.sha256 !== undefined;
}
