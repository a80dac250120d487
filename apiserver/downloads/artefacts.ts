import { errors } from '../../api/errors/catalogue.ts';
import type { StoredKind } from '../../api/kinds.ts';
import { hasEnded } from '../../api/v1alpha1/run-phases.ts';
import { backupKeys, restoreKeys } from '../../bucket/layout/keys.ts';
import type { Run } from './dependencies.ts';
import { refuse } from './failures.ts';
import type { LocationReference } from './location-stores.ts';

/** What a person calls the files of a run: the names of the downloads. */
export type FileName = 'log' | 'resources' | 'results' | 'contents';

/** Where the files of a run are. */
export interface Artefacts {
  location: LocationReference;
  /** Keys in the location's bucket. */
  log: string;
  resources: string;
  results: string;
  /** Of a backup only. */
  archive?: string;
  index?: string;
}

/** @throws {StatusError} 404 when the run has not begun, and so has no files. */
export function artefactsOf(kind: StoredKind, run: Run, file: string): Artefacts {
  const bucketKey = run.status?.bucketKey;
  const location = locationOf(run);
  if (bucketKey === undefined || location === undefined) {
    const { name = '', namespace = '' } = run.metadata;
    throw refuse(errors.NotStarted({ kind: kind.singular, namespace, name, file, phase: run.status?.phase ?? 'New' }));
  }
  if (kind.kind === 'Restore') {
    const { log, results, resourceList } = restoreKeys(bucketKey);
    return { location, log, results, resources: resourceList };
  }
  const { log, results, resourceList, archive, index } = backupKeys(bucketKey);
  return { location, log, results, resources: resourceList, archive, index };
}

/** The key of a file. */
export function keyOf(artefacts: Artefacts, file: FileName): string {
  return (file === 'contents' ? artefacts.archive : artefacts[file]) ?? '';
}

/** A run in a final phase writes no more. */
export function isOver(run: Run): boolean {
  return hasEnded(run.status?.phase);
}

function locationOf({ status }: Run): LocationReference | undefined {
  if (status === undefined) return undefined;
  if ('backup' in status && status.backup !== undefined) return status.backup.location;
  return 'location' in status ? status.location : undefined;
}

/** What the status says of a run that has left no files, or not all. */
export function statusWords({ status }: Run): string[] {
  return [...(status?.validationErrors ?? []), ...(status?.failureReason === undefined ? [] : [status.failureReason])];
}
