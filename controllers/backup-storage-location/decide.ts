import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { parseDuration } from '../../api/meta/duration.ts';

/** When something periodic is to be done next: now when `inMs` is 0, never by itself when undefined. */
export interface Due {
  inMs: number | undefined;
}

const minute = 60_000;

/** The location is tried out when its spec changed, and every `validationFrequency` (default a minute, 0: only when it changes). */
export function validationDue({ metadata, spec, status }: BackupStorageLocation, now: Date): Due {
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready');
  const isNew = ready === undefined || ready.observedGeneration !== metadata.generation;
  return isNew ? { inMs: 0 } : periodic(spec.validationFrequency, status?.lastValidationTime, now);
}

/** The bucket is searched every `backupSyncPeriod` (default a minute, 0: never), as long as it can be reached. */
export function syncDue({ spec, status }: BackupStorageLocation, now: Date): Due {
  if (status?.phase !== 'Available') return { inMs: undefined };
  return periodic(spec.backupSyncPeriod, status.lastSyncedTime, now);
}

function periodic(period: string | undefined, last: string | undefined, now: Date): Due {
  const every = readPeriod(period);
  if (every === 0) return { inMs: undefined };
  if (last === undefined) return { inMs: 0 };
  return { inMs: Math.max(0, Date.parse(last) + every - now.getTime()) };
}

/** A period that cannot be read counts as the default: validation says what is wrong with it. */
function readPeriod(text: string | undefined): number {
  if (text === undefined || text === '') return minute;
  try {
    return Math.max(0, parseDuration(text));
  } catch {
    return minute;
  }
}
