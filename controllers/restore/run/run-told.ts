import { errors } from '../../../api/errors/catalogue.ts';
import type { FileDigest } from '../../../bucket/archive/entry.ts';
import { ArchiveError } from '../../../bucket/archive/errors.ts';
import { RunClient } from '../../identity/run-client.ts';
import { identityInput } from '../../identity/run-identity.ts';
import { tellProgress } from '../../runs/tell-progress.ts';
import type { RestoreDependencies } from '../context.ts';
import { waves } from '../waves.ts';
import { journalOf, save } from './checkpoint.ts';
import type { RunBasics } from '../job.ts';
import { runRestore } from './run-restore.ts';

/** Uploading what is known so far costs some milliseconds for each thousand objects; a restore that is over sooner is begun anew instead. */
const checkpointEveryMs = 3_000;

/** Runs a restore as whom it has to be run, and tells its record how far it is. */
export async function runTold(dependencies: RestoreDependencies, run: RunBasics): Promise<void> {
  const { restores, systemNamespace, transport } = dependencies;
  const { clock, progress, report, restore, signal } = run;
  const identity = identityInput(restore, systemNamespace, clock.now());
  const client = await RunClient.forRun(identity, transport, signal);
  report.log.info('Restore begins', { backup: run.backupKey, as: client.actsAs, attempt: restore.status?.attempts });
  const recorded = recordedDigest(dependencies, run);
  const stop = tellProgress({ clock, progress, write: (now) => restores.patchStatus(restore, { progress: now }) });
  let savedAt = clock.monotonic();
  try {
    await runRestore(run, {
      client,
      recorded,
      verified: async (archiveSha256) => {
        run.archiveSha256 = archiveSha256;
        await restores.patchStatus(restore, { archiveSha256 });
      },
      waveDone: async (next) => {
        if (clock.monotonic() - savedAt < checkpointEveryMs || next >= waves.length) return;
        await checkpoint(dependencies, run, next);
        savedAt = clock.monotonic();
      },
    });
  } catch (error) {
    // Once verified, the words "nothing was created" are not true any more.
    if (run.archiveSha256 !== undefined && error instanceof ArchiveError)
      throw errors.ArchiveLost({ detail: error.message }, { cause: error });
    throw error;
  } finally {
    await stop();
  }
}

/** An attempt goes on with the archive that the first one verified, and with no other. */
function recordedDigest({ backups }: RestoreDependencies, { backupKey, restore }: RunBasics): Partial<FileDigest> {
  const { archiveSha256: verified, backup } = restore.status ?? {};
  const now = backup === undefined ? undefined : backups.seen(backup.namespace, backup.name)?.status;
  const recorded: Partial<FileDigest> = { ...(now?.bucketKey === backupKey && now.archive) };
  if (recorded.sha256 === undefined) delete recorded.size;
  return verified === undefined ? recorded : { ...recorded, sha256: verified };
}

/** The record may say that a wave is done only when what came of it is kept. */
async function checkpoint({ restores }: RestoreDependencies, run: RunBasics, next: number): Promise<void> {
  const { report, restore, signal } = run;
  try {
    await save(run);
  } catch (error) {
    signal.throwIfAborted();
    report.log.warning('The results so far could not be uploaded', { reason: (error as Error).message });
    return;
  }
  await restores.patchStatus(restore, { journal: journalOf(next), errors: report.errors, warnings: report.warnings });
}
