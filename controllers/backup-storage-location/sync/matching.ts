import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { importedAnnotation } from '../../records/origin.ts';

/** What a search of the bucket came to. */
export interface Difference {
  /** Directories without a record. */
  unknown: string[];
  /** Records whose directory is gone. */
  vanished: Backup[];
  /** Records that were thought to be gone and are there again. */
  returned: Backup[];
}

/** Compares the directories under backups/ of one location with the records that say they are kept there. */
export function compareWithBucket(
  directories: readonly string[],
  records: readonly Backup[],
  location: { namespace: string; name: string },
): Difference {
  const mine = records.filter((record) => isKeptIn(record, location));
  const known = new Set(mine.map(keyOf));
  const there = new Set(directories);
  const stored = mine.map((record) => ({ record, condition: storedCondition(record) }));
  return {
    unknown: directories.filter((directory) => !known.has(directory)),
    vanished: stored
      .filter(({ record, condition }) => condition?.status === 'True' && !there.has(keyOf(record)))
      .map(({ record }) => record),
    returned: stored
      .filter(({ record, condition }) => condition?.status === 'False' && there.has(keyOf(record)))
      .map(({ record }) => record),
  };
}

function isKeptIn({ metadata, spec, status }: Backup, location: { namespace: string; name: string }): boolean {
  if (status?.location !== undefined)
    return status.location.namespace === location.namespace && status.location.name === location.name;
  // Made for a backup in the bucket, and its status is not written yet.
  const imported = metadata.annotations?.[importedAnnotation] !== undefined;
  return imported && metadata.namespace === location.namespace && spec.storageLocation === location.name;
}

function keyOf({ metadata, status }: Backup): string {
  return status?.bucketKey ?? metadata.annotations?.[importedAnnotation] ?? '';
}

function storedCondition({ status }: Backup) {
  return status?.conditions?.find((condition) => condition.type === 'Stored');
}
