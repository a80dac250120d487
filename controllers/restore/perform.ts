import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { identify } from '../records/identify.ts';
import { endNote, failedStatus } from '../runs/ending.ts';
import { Report } from '../runs/report.ts';
import type { RunLog } from '../runs/run-log.ts';
import { writeEnd } from '../runs/write-end.ts';
import { restoreConditions } from './conditions.ts';
import type { RestoreDependencies } from './context.ts';
import { restoreFailure } from './failure.ts';
import { finish } from './run/finish.ts';
import type { Ending } from './run/finish.ts';
import type { RunBasics } from './job.ts';
import { Problems } from './run/problems.ts';
import { RestoredList } from './run/restored-list.ts';
import { runTold } from './run/run-told.ts';

interface Attempt {
  dependencies: RestoreDependencies;
  restore: Restore;
  log: RunLog;
  signal: AbortSignal;
}

/**
 * Carries a claimed restore to its end and writes how it ended. Never throws: what goes wrong is in the status, or leaves the record as it is for the next
 * attempt. A stopped run writes nothing.
 */
export async function performRestore(
  dependencies: RestoreDependencies,
  restore: Restore,
  { log, signal }: { log: RunLog; signal: AbortSignal },
): Promise<void> {
  const { namespace, name } = identify(restore);
  const fields = { restore: `${namespace}/${name}` };
  try {
    await conclude(dependencies, restore, await attempt({ dependencies, restore, log, signal }));
  } catch (error) {
    if (signal.aborted) dependencies.log.info('restore stopped', { ...fields, reason: String(signal.reason) });
    else dependencies.log.error('restore could not be carried to its end', { ...fields, error });
  }
}

async function attempt(of: Attempt): Promise<Ending> {
  const { dependencies, restore, signal } = of;
  const { namespace = '', name = '' } = restore.status?.backup?.location ?? {};
  const location = dependencies.locations.seen(namespace, name);
  if (location === undefined) return failed(of, errors.LocationNotFound({ location: name, namespace }));
  let store: BlobStore | undefined;
  try {
    store = await dependencies.openStore(location);
    return await withStore(of, store);
  } catch (error) {
    signal.throwIfAborted();
    return failed(of, restoreFailure(error, restore));
  } finally {
    await store?.close();
  }
}

/** With a bucket to write to: however the run ends, its log and results get there. */
async function withStore({ dependencies, restore, log, signal }: Attempt, store: BlobStore): Promise<Ending> {
  const { status } = restore;
  const run: RunBasics = {
    restore,
    backupKey: status?.backup?.bucketKey ?? '',
    bucketKey: status?.bucketKey ?? '',
    store,
    report: new Report(log),
    list: new RestoredList(),
    problems: new Problems(),
    progress: { totalItems: 0, itemsRestored: 0 },
    clock: dependencies.clock,
    signal,
  };
  let error: StowageError | undefined;
  try {
    await runTold(dependencies, run);
  } catch (thrown) {
    signal.throwIfAborted();
    error = restoreFailure(thrown, restore);
  }
  return await finish(run, error);
}

function failed({ dependencies, restore }: Attempt, error: StowageError): Ending {
  return { status: { ...restore.status, ...failedStatus(error, dependencies.clock.now()) }, error };
}

async function conclude(dependencies: RestoreDependencies, restore: Restore, ending: Ending): Promise<void> {
  const { restores, clock, events } = dependencies;
  const conditions = restoreConditions(ending.status, ending.error, clock.now());
  const record = await writeEnd(restores, restore, { ...ending.status, conditions });
  const done = `${ending.status.progress?.itemsRestored ?? 0} objects restored`;
  if (record !== undefined) await events.record(record, endNote(ending.status, done, ending.error));
}
