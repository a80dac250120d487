import { StowageError, errors } from '../../../api/errors/catalogue.ts';
import { fieldErrorText } from '../../../api/validate/field-error.ts';
import { validateBackupStorageLocation } from '../../../api/validate/backup-storage-location.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { probe } from '../../../bucket/layout/probe.ts';
import { rfc3339, setCondition } from '../../../kube/runtime/conditions.ts';
import type { LocationContext } from '../context.ts';
import { validationDue } from '../decide.ts';

/** Tries the location out when it is time to, and says in status what is wrong with it. */
export async function validate(context: LocationContext): Promise<undefined> {
  const { clock, location, status } = context;
  if (validationDue(location, clock.now()).inMs !== 0) return;
  const error = await findFault(context);
  const before = status.phase;
  status.phase = error === undefined ? 'Available' : 'Unavailable';
  status.lastValidationTime = rfc3339(clock.now());
  if (error === undefined) delete status.message;
  else status.message = error.message.slice(0, 4096);
  status.conditions = setCondition(
    status.conditions,
    {
      type: 'Ready',
      status: error === undefined ? 'True' : 'False',
      reason: error === undefined ? 'Available' : error.reason,
      message: error?.message ?? 'An object was written, read, listed and deleted',
      ...(location.metadata.generation !== undefined && { observedGeneration: location.metadata.generation }),
    },
    clock.now(),
  );
  if (before !== status.phase) announce(context, error);
}

async function findFault(context: LocationContext): Promise<StowageError | undefined> {
  const { location } = context;
  const { namespace = '', name = '' } = location.metadata;
  const [wrong] = validateBackupStorageLocation(location);
  if (wrong !== undefined) return errors.LocationInvalid({ namespace, location: name, detail: fieldErrorText(wrong) });
  let store: BlobStore | undefined;
  try {
    store = await context.openStore(location);
    return await tryOut(store, context);
  } catch (error) {
    if (error instanceof StowageError) return error;
    throw error;
  } finally {
    await store?.close();
  }
}

/** A location that is only read from is only asked for a list. */
async function tryOut(store: BlobStore, { location, random, signal }: LocationContext) {
  const { namespace = '', name = '' } = location.metadata;
  const unusable = (detail: string, cause: unknown) =>
    errors.LocationInvalid({ namespace, location: name, detail }, { cause });
  if (location.spec.accessMode === 'ReadOnly') {
    try {
      await store.directories('backups/', { signal });
      return undefined;
    } catch (error) {
      return unusable(`listing it failed: ${(error as Error).message}`, error);
    }
  }
  const result = await probe(store, random.hex(8), { signal });
  if (result.ok) return undefined;
  return unusable(`${probeWords[result.step]}: ${result.error.message}`, result.error);
}

const probeWords = {
  layout: 'its layout is not that of a backup location',
  write: 'writing an object failed',
  read: 'reading the written object back failed',
  compare: 'the object that was read back is not the one that was written',
  readRange: 'reading a part of an object failed',
  list: 'listing it failed',
  delete: 'deleting an object failed',
} as const;

function announce({ notes }: LocationContext, error: StowageError | undefined): void {
  notes.push(
    error === undefined
      ? { type: 'Normal', reason: 'Available', message: 'The location works: it was written, read, listed and cleaned' }
      : { type: 'Warning', reason: error.reason, message: error.message },
  );
}
