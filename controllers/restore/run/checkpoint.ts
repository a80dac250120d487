import type { RestoreStatus } from '../../../api/v1alpha1/restore.ts';
import { commitRestore } from '../../../bucket/layout/commit-restore.ts';
import { restoreKeys } from '../../../bucket/layout/keys.ts';
import { readBlob } from '../../../bucket/layout/read-blob.ts';
import { parseResourceList } from '../../../bucket/layout/resource-list.ts';
import { encodeResults, parseResults } from '../../../bucket/layout/results.ts';
import type { ResultMessages } from '../../../bucket/layout/results.ts';
import type { Place, Report } from '../../runs/report.ts';
import { waveNamed, waves } from '../waves.ts';
import type { RunBasics } from '../job.ts';

/** Largest file of an own restore that is read back. */
const maxBytes = 256 * 1024 * 1024;

/** Uploads what is known of the run so far, so that its record may say that the waves up to here are done. */
export async function save(run: RunBasics): Promise<void> {
  const { bucketKey, list, report, signal, store } = run;
  const [resourceList, results] = await Promise.all([list.encode(), encodeResults(report.results())]);
  await commitRestore(store, bucketKey, { log: logOf(run), resourceList, results }, { signal });
}

/** The log with that of an earlier attempt in front: gzip files one after the other are one. */
export function logOf({ earlierLog, report }: Pick<RunBasics, 'earlierLog' | 'report'>): Buffer {
  const log = report.log.compressed();
  return earlierLog === undefined ? log : Buffer.concat([earlierLog, log]);
}

/**
 * Takes up what an earlier attempt saved: its messages, its list and its log.
 *
 * @returns the wave to go on with; 0 when there is nothing to take up.
 */
export async function recall(run: RunBasics): Promise<number> {
  const wave = run.restore.status?.journal?.wave ?? 0;
  if ((run.restore.status?.attempts ?? 1) < 2 || wave === 0) return 0;
  try {
    await takeUp(run);
    return resumeAt(wave);
  } catch (error) {
    run.signal.throwIfAborted();
    const message = 'What an earlier attempt had saved cannot be read: beginning anew, which changes nothing twice';
    run.report.log.warning(message, { reason: (error as Error).message });
    return 0;
  }
}

async function takeUp(run: RunBasics): Promise<void> {
  const keys = restoreKeys(run.bucketKey);
  const read = (key: string) => readBlob(run.store, key, maxBytes, { signal: run.signal });
  const results = await parseResults(await read(keys.results));
  const list = await parseResourceList(await read(keys.resourceList));
  run.earlierLog = await read(keys.log);
  run.list.recall(list);
  run.progress.itemsRestored = Object.values(run.list.counts).reduce((sum, count) => sum + count, 0);
  for (const [place, message] of entries(results.errors)) run.report.error(place, message);
  for (const [place, message] of entries(results.warnings)) run.report.warning(place, message);
}

function entries({ velero = [], cluster = [], namespaces = {} }: ResultMessages): Parameters<Report['error']>[] {
  return [
    ...velero.map(at('run')),
    ...cluster.map(at('cluster')),
    ...Object.entries(namespaces).flatMap(([namespace, list]) => list.map(at({ namespace }))),
  ];
}

function at(place: Place): (message: string) => [Place, string] {
  return (message) => [place, message];
}

/** Claims must know which volumes were restored, and only the process that restored them does: those are few, so they are looked at again. */
function resumeAt(wave: number): number {
  return wave === waveNamed('claims') ? waveNamed('volumes') : wave;
}

/** What the record says about a wave that is about to begin. */
export function journalOf(wave: number): NonNullable<RestoreStatus['journal']> {
  return { wave, waves: waves.length, waveName: waves[wave]?.name ?? 'done' };
}
