import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { readObject } from '../../kube/client/answer.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { RunClient } from '../identity/run-client.ts';
import { identityInput } from '../identity/run-identity.ts';
import { endNote, failedStatus } from '../runs/ending.ts';
import { Report } from '../runs/report.ts';
import type { RunLog } from '../runs/run-log.ts';
import { tellProgress } from '../runs/tell-progress.ts';
import { writeEnd } from '../runs/write-end.ts';
import { backupConditions, untidy } from './conditions.ts';
import type { BackupDependencies } from './context.ts';
import { backupFailure } from './failure.ts';
import type { ClusterVersion, Progress } from './engine/job.ts';
import { runBackup } from './engine/run-backup.ts';
import type { BackupResult } from './engine/run-backup.ts';
import { settleWithBucket } from './settle-with-bucket.ts';

/**
 * Carries a claimed backup to its end and writes how it ended. Never throws: what goes wrong is in the status, or leaves the record as it is for the next
 * attempt. A stopped run writes nothing.
 */
export async function performBackup(
  dependencies: BackupDependencies,
  backup: Backup,
  { log, signal }: { log: RunLog; signal: AbortSignal },
): Promise<void> {
  try {
    const result = await attempt(dependencies, backup, new Report(log), signal);
    await conclude(dependencies, backup, result);
  } catch (error) {
    if (signal.aborted)
      dependencies.log.info('backup stopped', { backup: keyOf(backup), reason: String(signal.reason) });
    else dependencies.log.error('backup could not be carried to its end', { backup: keyOf(backup), error });
  }
}

async function attempt(
  dependencies: BackupDependencies,
  backup: Backup,
  report: Report,
  signal: AbortSignal,
): Promise<BackupResult> {
  const location = await findStarted(dependencies, backup);
  if (location === undefined) return failedResult(dependencies, backup, locationGone(backup));
  let store: BlobStore | undefined;
  try {
    store = await dependencies.openStore(location);
    const found = await settleWithBucket(store, backup, signal);
    if (found !== undefined) return { status: found };
    return await start({ dependencies, backup, report, signal, location, store });
  } catch (error) {
    signal.throwIfAborted();
    return failedResult(dependencies, backup, backupFailure(error, backup));
  } finally {
    await store?.close();
  }
}

async function start(of: {
  dependencies: BackupDependencies;
  backup: Backup;
  report: Report;
  signal: AbortSignal;
  location: BackupStorageLocation;
  store: BlobStore;
}): Promise<BackupResult> {
  const { dependencies, ...given } = of;
  const { clock, systemNamespace, transport, backups, client } = dependencies;
  const progress = { totalItems: 0, itemsBackedUp: 0 };
  const bucketKey = of.backup.status?.bucketKey ?? '';
  const cluster = await readVersion(client, of.signal);
  const stopTelling = tellProgress({
    clock,
    progress,
    write: (now) => backups.patchRun(of.backup, { progress: now }),
  });
  try {
    return await runBackup(
      { ...given, bucketKey, progress, clock, systemNamespace, cluster },
      {
        openClient: () =>
          RunClient.forRun(identityInput(of.backup, systemNamespace, clock.now()), transport, of.signal),
        finalizing: () => sayFinalizing(backups, of.backup, progress),
      },
    );
  } finally {
    await stopTelling();
  }
}

/** Worth knowing, not worth failing for. */
async function sayFinalizing(
  backups: BackupDependencies['backups'],
  backup: Backup,
  progress: Progress,
): Promise<void> {
  await backups.patchRun(backup, { phase: 'Finalizing', progress: { ...progress } }).catch(() => undefined);
}

async function readVersion(client: Pick<Kube, 'request'>, signal: AbortSignal): Promise<ClusterVersion> {
  return await readObject<ClusterVersion>(await client.request({ method: 'GET', path: '/version', signal }));
}

async function findStarted(
  { locations }: BackupDependencies,
  { status }: Backup,
): Promise<BackupStorageLocation | undefined> {
  return status?.location === undefined ? undefined : locations.fetch(status.location.namespace, status.location.name);
}

function locationGone({ status, metadata }: Backup): StowageError {
  return errors.LocationNotFound({ location: status?.location?.name ?? '', namespace: metadata.namespace ?? '' });
}

function failedResult({ clock }: BackupDependencies, backup: Backup, error: StowageError): BackupResult {
  const status = { ...backup.status, ...failedStatus(error, clock.now()) };
  return { status, error, untidy: error.reason !== 'BackupNameTaken' };
}

async function conclude(dependencies: BackupDependencies, backup: Backup, result: BackupResult): Promise<void> {
  const { backups, clock, events } = dependencies;
  const known = backupConditions(result.status, result.error, clock.now());
  const conditions = result.untidy === true ? untidy(known, clock.now()) : known;
  const record = await writeEnd(backups, backup, { ...result.status, conditions });
  const done = `${result.status.progress?.itemsBackedUp ?? 0} objects backed up`;
  if (record !== undefined) await events.record(record, endNote(result.status, done, result.error));
}

function keyOf({ metadata }: Backup): string {
  return `${metadata.namespace}/${metadata.name}`;
}
