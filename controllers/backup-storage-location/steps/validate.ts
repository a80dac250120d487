import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { limits } from '../../../api/v1alpha1/limits.ts';
import { StowageError, errors } from '../../../api/errors/catalogue.ts';
import { fieldErrorText } from '../../../api/validate/field-error.ts';
import { validateBackupStorageLocation } from '../../../api/validate/backup-storage-location.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { probe } from '../../../bucket/layout/probe.ts';
import { rfc3339, setCondition } from '../../../kube/runtime/conditions.ts';
import type { ConditionNow } from '../../../kube/runtime/conditions.ts';
import type { EventNote } from '../../../kube/runtime/events.ts';
import type { LocationContext } from '../context.ts';
import { validationDue } from '../decide.ts';

/** Tries the location out when it is time to, and says in status what is wrong with it. */
export async function validate(context: LocationContext): Promise<undefined> {
  const { clock, location, status } = context;
  if (validationDue(location, clock.now()).inMs !== 0) return;
  const finding = await examine(context);
  const before = status.phase;
  status.lastValidationTime = rfc3339(clock.now());
  status.conditions = setCondition(status.conditions, readyCondition(location, finding), clock.now());
  if (finding.error === undefined) {
    status.phase = 'Available';
    delete status.message;
  } else {
    status.phase = 'Unavailable';
    status.message = finding.message.slice(0, limits.message);
  }
  if (before !== status.phase) context.notes.push(noteOf(finding));
}

function readyCondition(
  { metadata: { generation } }: BackupStorageLocation,
  { error, message }: Finding,
): ConditionNow {
  return {
    type: 'Ready',
    status: error === undefined ? 'True' : 'False',
    reason: error?.reason ?? 'Available',
    message,
    ...(generation !== undefined && { observedGeneration: generation }),
  };
}

function noteOf({ error, message }: Finding): EventNote {
  return { type: error === undefined ? 'Normal' : 'Warning', reason: error?.reason ?? 'Available', message };
}

interface Finding {
  error: StowageError | undefined;
  message: string;
}

async function examine(context: LocationContext): Promise<Finding> {
  const { location } = context;
  const [wrong] = validateBackupStorageLocation(location);
  if (wrong !== undefined) return unusable(location, fieldErrorText(wrong));
  let store: BlobStore | undefined;
  try {
    store = await context.openStore(location);
    return await tryOut(store, context);
  } catch (error) {
    if (error instanceof StowageError) return { error, message: error.message };
    throw error;
  } finally {
    await store?.close();
  }
}

async function tryOut(store: BlobStore, { location, random, signal }: LocationContext): Promise<Finding> {
  const readOnly = location.spec.accessMode === 'ReadOnly';
  const result = await probe(store, random.hex(8), { signal, readOnly });
  if (!result.ok) return unusable(location, `${words[result.step]}: ${result.error.message}`);
  const done = readOnly ? 'It was listed' : 'An object was written, read, listed and deleted';
  const foreign = result.foreignDirectories.slice(0, 3).join(', ');
  return {
    error: undefined,
    message: foreign === '' ? done : `${done}. Velero would refuse it because of the directories ${foreign}`,
  };
}

function unusable({ metadata }: BackupStorageLocation, detail: string): Finding {
  const error = errors.LocationInvalid({ namespace: metadata.namespace ?? '', location: metadata.name ?? '', detail });
  return { error, message: error.message };
}

const words = {
  list: 'listing it failed',
  write: 'writing an object failed',
  read: 'reading the written object back failed',
  readRange: 'reading a part of an object failed',
  find: 'a listing does not show what was written',
  delete: 'deleting an object failed',
} as const;
