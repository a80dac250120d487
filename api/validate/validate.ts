import type { KubeObject } from '../meta/list.ts';
import type { Backup } from '../v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../v1alpha1/backup-storage-location.ts';
import type { Restore } from '../v1alpha1/restore.ts';
import type { Schedule } from '../v1alpha1/schedule.ts';
import type { VolumeSnapshotLocation } from '../v1alpha1/volume-snapshot-location.ts';
import { validateBackupStorageLocation } from './backup-storage-location.ts';
import { validateBackup } from './backup.ts';
import type { FieldError } from './field-error.ts';
import { validateRestore } from './restore.ts';
import { validateSchedule } from './schedule.ts';
import type { ScheduleKnowledge } from './schedule.ts';
import { validateVolumeSnapshotLocation } from './volume-snapshot-location.ts';

/** What the caller can find out beside the object. */
export type Knowledge = ScheduleKnowledge;

/**
 * All that is wrong with an object of the kind, all at once. The object must fit the schema of the kind already: types and unknown fields
 * are not looked at. Names are judged by `metadata.namespace`, which must be set.
 *
 * @throws RangeError for a kind that nobody writes through the API
 */
export function validate(kind: string, object: KubeObject, knowledge: Knowledge = {}): FieldError[] {
  switch (kind) {
    case 'Backup':
      return validateBackup(object as Backup, knowledge);
    case 'Restore':
      return validateRestore(object as Restore, knowledge);
    case 'Schedule':
      return validateSchedule(object as Schedule, knowledge);
    case 'BackupStorageLocation':
      return validateBackupStorageLocation(object as BackupStorageLocation);
    case 'VolumeSnapshotLocation':
      return validateVolumeSnapshotLocation(object as VolumeSnapshotLocation);
    default:
      throw new RangeError(`no kind ${JSON.stringify(kind)} is written through the API`);
  }
}
