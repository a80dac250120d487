import { mapUid } from '../../../api/meta/uid.ts';
import { errors } from '../../../api/errors/catalogue.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import type { VeleroBackup } from '../../../bucket/layout/velero-backup.ts';
import { isAlreadyExists, isConflict, isInvalid, isNotFound } from '../../../kube/client/status-error.ts';
import { rfc3339, setCondition } from '../../../kube/runtime/conditions.ts';
import { heldNamespaces } from '../../holdings/held-namespaces.ts';
import { readBackup } from '../../location/read-backup.ts';
import { originOf } from '../../records/origin.ts';
import type { LocationContext } from '../context.ts';
import { syncDue } from '../decide.ts';
import { alternativeName, bareImport, importedBackup } from '../sync/imported-backup.ts';
import type { ImportedBackup } from '../sync/imported-backup.ts';
import { sweep, sweepDue } from '../sync/sweep.ts';
import { compareWithBucket } from '../sync/matching.ts';

/** Brings the records in line with the bucket: backups found there appear, and those that are gone say so. */
export async function sync(context: LocationContext): Promise<undefined> {
  const { clock, location, status, log } = context;
  if (syncDue({ ...location, status }, clock.now()).inMs !== 0) return;
  const store = await context.openStore(location);
  try {
    await search(store, context);
  } catch (error) {
    // The next validation says what is wrong with the location; until then there is nothing to add.
    log.warn('the bucket could not be searched for backups', { location: location.metadata.name, error });
  } finally {
    await store.close();
  }
  status.lastSyncedTime = rfc3339(clock.now());
}

async function search(store: BlobStore, context: LocationContext): Promise<void> {
  const { backups, signal } = context;
  const directories = await store.directories('backups/', { signal });
  const difference = compareWithBucket(directories, backups.list(), place(context));
  for (const directory of difference.unknown) await adopt(store, directory, context);
  for (const record of difference.vanished) await mark(record, 'False', context);
  for (const record of difference.returned) await mark(record, 'True', context);
  await sweepLeftovers(store, context);
}

async function sweepLeftovers(store: BlobStore, context: LocationContext): Promise<void> {
  const { backups, clock, location, log, signal, status } = context;
  if (location.spec.accessMode === 'ReadOnly' || !sweepDue(status.lastSyncedTime, clock.now())) return;
  const removed = await sweep(store, { records: backups.list(), now: clock.now(), signal });
  if (removed.length > 0) log.info('leftovers of dead runs removed', { location: location.metadata.name, removed });
}

async function adopt(store: BlobStore, directory: string, context: LocationContext): Promise<void> {
  const { log, signal, clock } = context;
  try {
    const backup = await readBackup(store, directory, signal);
    if (backup === undefined || (await hasRecord(backup, context))) return;
    const found = importedBackup({ backup, bucketKey: directory, location: place(context), now: clock.now() });
    if (found !== undefined) await importBackup(await withNamespaces(found, store, context), context);
  } catch (error) {
    signal.throwIfAborted();
    log.warn('a backup in the bucket could not be taken up', { directory, error });
  }
}

/** What there is of each namespace is in a file of its own. Without it the backup can be restored all the same. */
async function withNamespaces(
  found: ImportedBackup,
  store: BlobStore,
  { log, signal }: LocationContext,
): Promise<ImportedBackup> {
  const { bucketKey = '' } = found.status;
  try {
    return { ...found, status: { ...found.status, ...(await heldNamespaces(store, bucketKey, signal)) } };
  } catch (error) {
    signal.throwIfAborted();
    log.warn('the list of objects of a backup in the bucket could not be read', { directory: bucketKey, error });
    return found;
  }
}

/** A backup that was committed a moment ago has a record that was not seen yet. */
async function hasRecord(backup: VeleroBackup, { backups }: LocationContext): Promise<boolean> {
  const { uid, annotations } = backup.metadata;
  const origin = originOf(annotations);
  if (origin === undefined || uid === undefined) return false;
  const record = await backups.fetch(origin.namespace, origin.name);
  return record?.metadata.uid !== undefined && mapUid(record.metadata.uid) === uid;
}

async function importBackup(found: ImportedBackup, context: LocationContext): Promise<void> {
  try {
    await create(found, context);
  } catch (error) {
    if (!isInvalid(error)) throw error;
    await create(bareImport(found), context);
  }
}

async function create(found: ImportedBackup, { backups, clock, location }: LocationContext): Promise<void> {
  const { namespace = '', name } = found.metadata;
  const record = await createRecord(found, backups).catch(async (error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
    const half = await backups.fetch(namespace, name);
    if (half !== undefined && half.status === undefined && isImportOf(half, found)) return half;
    const other = alternativeName(name, { namespace, name: location.metadata.name ?? '' });
    return await createRecord({ ...found, metadata: { ...found.metadata, name: other } }, backups);
  });
  const conditions = setCondition(undefined, { ...stored, status: 'True' }, clock.now());
  await backups.writeStatus(record, { ...found.status, conditions });
}

function createRecord({ metadata, spec }: ImportedBackup, backups: LocationContext['backups']): Promise<Backup> {
  return backups.create(metadata.namespace ?? '', { metadata, spec });
}

function isImportOf(record: Backup, found: ImportedBackup): boolean {
  const annotations = record.metadata.annotations ?? {};
  return Object.entries(found.metadata.annotations ?? {}).every(([key, value]) => annotations[key] === value);
}

const stored = { type: 'Stored', reason: 'InBucket', message: 'The backup is in the bucket' };

async function mark(record: Backup, status: 'True' | 'False', context: LocationContext): Promise<void> {
  const { backups, clock, events, location } = context;
  const error = errors.MissingInBucket({
    location: location.metadata.name ?? '',
    bucketKey: record.status?.bucketKey ?? '',
  });
  const condition =
    status === 'True'
      ? { ...stored, status }
      : { type: 'Stored', status, reason: error.reason, message: error.message };
  try {
    const conditions = setCondition(record.status?.conditions, condition, clock.now());
    await backups.writeStatus(record, { ...record.status, conditions });
  } catch (failure) {
    // Changed or gone since it was seen: the next search looks at it again.
    if (isConflict(failure) || isNotFound(failure)) return;
    throw failure;
  }
  if (status === 'False')
    await events.record(record, { type: 'Warning', reason: error.reason, message: error.message });
}

function place({ location }: LocationContext): { namespace: string; name: string } {
  return { namespace: location.metadata.namespace ?? '', name: location.metadata.name ?? '' };
}
