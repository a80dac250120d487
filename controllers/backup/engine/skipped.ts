import { limits } from '../../../api/v1alpha1/limits.ts';
import type { BackupStatus } from '../../../api/v1alpha1/backup.ts';
import type { Skipped } from './job.ts';

/** What was left out, as the status says it: within its bounds, and absent when it is nothing. */
export function skippedStatus(skipped: readonly Skipped[]): Pick<BackupStatus, 'skipped'> {
  if (skipped.length === 0) return {};
  return {
    skipped: skipped
      .slice(0, limits.skipped)
      .map((one) => ({ ...one, message: one.message.slice(0, limits.skippedMessage) })),
  };
}
