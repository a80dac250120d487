import type { StowageError } from '../../../api/errors/catalogue.ts';
import { limits } from '../../../api/v1alpha1/limits.ts';
import type { RestoreStatus } from '../../../api/v1alpha1/restore.ts';
import { rfc3339, setCondition } from '../../../kube/runtime/conditions.ts';
import { waves } from '../waves.ts';
import { journalOf, save } from './checkpoint.ts';
import type { RunBasics } from '../job.ts';

/** How a restore ended. `error` is set when it failed as a whole. */
export interface Ending {
  status: RestoreStatus;
  error?: StowageError | undefined;
}

/** Uploads log, results and resource list, and says how the run ended. When they cannot be uploaded, that is an error of the run and stands in the status. */
export async function finish(run: RunBasics, error: StowageError | undefined): Promise<Ending> {
  const { report, list, problems } = run;
  problems.tell(report);
  if (error !== undefined) report.error('run', error.message, { reason: error.reason });
  report.log.info('Restore ends', { ...list.counts, errors: report.errors, warnings: report.warnings });
  const lost = await upload(run);
  return { status: finalStatus(run, error, lost), error };
}

/** Returns why it failed, or undefined. */
async function upload(run: RunBasics): Promise<string | undefined> {
  try {
    await save(run);
    return undefined;
  } catch (failure) {
    run.signal.throwIfAborted();
    const message = `the log and the results could not be uploaded: ${(failure as Error).message}`;
    run.report.error('run', message);
    return message;
  }
}

function finalStatus(run: RunBasics, error: StowageError | undefined, lost: string | undefined): RestoreStatus {
  const { restore, report, progress, problems, clock } = run;
  const before = restore.status ?? {};
  const stored =
    lost === undefined
      ? { type: 'Stored', status: 'True' as const, reason: 'InBucket', message: 'Log and results are in the bucket' }
      : { type: 'Stored', status: 'False' as const, reason: 'UploadFailed', message: lost.slice(0, limits.message) };
  return {
    ...before,
    phase: error !== undefined ? 'Failed' : report.errors > 0 ? 'PartiallyFailed' : 'Completed',
    ...(error !== undefined && { failureReason: error.message.slice(0, limits.message) }),
    completionTimestamp: rfc3339(clock.now()),
    errors: report.errors,
    warnings: report.warnings,
    progress: { ...progress },
    ...(error === undefined && { journal: journalOf(waves.length) }),
    ...(run.archiveSha256 !== undefined && { archiveSha256: run.archiveSha256 }),
    ...(problems.skipped.length > 0 && { skipped: problems.skipped }),
    conditions: setCondition(before.conditions, stored, clock.now()),
  };
}
