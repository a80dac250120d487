import { errors, StowageError } from '../../../api/errors/catalogue.ts';
import type { BackupStatus } from '../../../api/v1alpha1/backup.ts';
import { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import type { ArchiveSummary } from '../../../bucket/archive/entry.ts';
import { isBlobError } from '../../../bucket/blob/errors.ts';
import { commitBackup } from '../../../bucket/layout/commit.ts';
import { backupKeys } from '../../../bucket/layout/keys.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { identify } from '../../records/identify.ts';
import { failedStatus } from '../../runs/ending.ts';
import { backupFailure } from '../failure.ts';
import { describeBackup, failedFiles, finishedFiles } from './files.ts';
import { fillArchive } from './fill-archive.ts';
import type { Filled } from './fill-archive.ts';
import type { RunClient } from '../../identity/run-client.ts';
import type { BackupBasics, BackupJob } from './job.ts';
import { namespacesStatus } from '../../holdings/namespaces-status.ts';
import { skippedStatus } from './skipped.ts';

/** How a backup ended. `error` is set when it failed as a whole. */
export interface BackupResult {
  status: BackupStatus;
  error?: StowageError;
  /** Something of the failed run is still in the bucket. */
  untidy?: boolean;
}

/** What a run asks of the one who carries it. */
export interface RunHooks {
  openClient: () => Promise<RunClient>;
  /** Told when everything is collected and what is left is to commit it. */
  finalizing: () => Promise<void>;
}

/**
 * Runs a backup: collects into an archive that is uploaded while it grows, then everything else, velero-backup.json last. A failed run leaves its log,
 * its results and a velero-backup.json that says Failed, if the bucket can be written.
 *
 * @throws the signal's reason when the run is stopped: nothing is committed then.
 */
export async function runBackup(basics: BackupBasics, { openClient, finalizing }: RunHooks): Promise<BackupResult> {
  try {
    const job = { ...basics, client: await openClient() };
    const { filled, archive } = await writeArchive(job);
    await finalizing();
    const status = finalStatus(job, archive, filled);
    job.report.log.info('Backup finished', { phase: status.phase, items: archive.items, bytes: archive.size });
    await commit(
      job,
      await finishedFiles(job, { archive, filled, description: describeBackup(job, status, archive.indexDigest) }),
    );
    return { status };
  } catch (error) {
    basics.signal.throwIfAborted();
    return await fail(basics, toStowageError(basics, error));
  }
}

async function writeArchive(job: BackupJob): Promise<{ filled: Filled; archive: ArchiveSummary }> {
  const writer = new ArchiveWriter({ mtime: job.clock.now() });
  const { archive: key } = backupKeys(job.bucketKey);
  const upload = job.store.put(key, writer.stream, { ifAbsent: true, signal: job.signal });
  const refused = upload.then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    const filled = await fillArchive(job, writer);
    const [archive] = await Promise.all([writer.finish(), upload]);
    return { filled, archive };
  } catch (error) {
    // An upload that fails closes the archive, which ends the collecting: then the bucket's error is the one to tell.
    const byUpload = writer.stream.destroyed;
    writer.destroy(error as Error);
    const refusal = await refused;
    throw byUpload && refusal !== undefined ? refusal : error;
  }
}

function finalStatus(
  job: BackupBasics,
  { size, sha256 }: ArchiveSummary,
  { skipped, namespaces }: Filled,
): BackupStatus {
  const { report, progress, clock, backup } = job;
  return {
    ...backup.status,
    phase: report.errors > 0 ? 'PartiallyFailed' : 'Completed',
    completionTimestamp: rfc3339(clock.now()),
    errors: report.errors,
    warnings: report.warnings,
    progress: { totalItems: progress.itemsBackedUp, itemsBackedUp: progress.itemsBackedUp },
    archive: { size, sha256 },
    ...skippedStatus(skipped),
    ...namespacesStatus(namespaces, report),
  };
}

async function commit(job: BackupBasics, files: Parameters<typeof commitBackup>[2]): Promise<void> {
  await commitBackup(job.store, job.bucketKey, files, { signal: job.signal });
}

async function fail(job: BackupBasics, error: StowageError): Promise<BackupResult> {
  const { report, clock, backup, progress, store, bucketKey } = job;
  report.error('run', error.message, { reason: error.reason });
  const status: BackupStatus = {
    ...backup.status,
    ...failedStatus(error, clock.now()),
    errors: report.errors,
    warnings: report.warnings,
    progress: { ...progress },
  };
  if (error.reason === 'BackupNameTaken') return { status, error };
  try {
    await store.remove([backupKeys(bucketKey).archive], { signal: job.signal });
    await commit(job, await failedFiles(job, describeBackup(job, status)));
  } catch (failure) {
    job.signal.throwIfAborted();
    report.log.error('The log could not be uploaded', { error: (failure as Error).message });
    return { status, error, untidy: true };
  }
  return { status, error };
}

function toStowageError(job: BackupBasics, error: unknown): StowageError {
  if (error instanceof StowageError) return error;
  const { namespace, name } = identify(job.location);
  if (isBlobError(error, 'AlreadyExists'))
    return errors.BackupNameTaken({ namespace, location: name, bucketKey: job.bucketKey }, { cause: error });
  return backupFailure(error, job.backup);
}
