import { backupKind } from './v1alpha1/backup.ts';
import { backupRepositoryKind } from './v1alpha1/backup-repository.ts';
import { backupStorageLocationKind } from './v1alpha1/backup-storage-location.ts';
import type { ComputedKind, KindDefinition, StoredKind } from './v1alpha1/kind-definition.ts';
import { restoreKind } from './v1alpha1/restore.ts';
import { restorePointKind } from './v1alpha1/restore-point.ts';
import { scheduleKind } from './v1alpha1/schedule.ts';
import { serverStatusKind } from './v1alpha1/server-status.ts';
import { volumeBackupKind } from './v1alpha1/volume-backup.ts';
import { volumeRestoreKind } from './v1alpha1/volume-restore.ts';
import { volumeSnapshotLocationKind } from './v1alpha1/volume-snapshot-location.ts';

export { isStored, isWritable, subresourcesOf } from './v1alpha1/kind-definition.ts';
export type { ComputedKind, DownloadName, KindDefinition, StoredKind } from './v1alpha1/kind-definition.ts';

/** The kinds whose objects are stored as records, in the order in which documents list them. */
export const storedKinds: readonly StoredKind[] = [
  backupKind,
  restoreKind,
  scheduleKind,
  backupStorageLocationKind,
  volumeSnapshotLocationKind,
  volumeBackupKind,
  volumeRestoreKind,
  backupRepositoryKind,
];

/** The kinds whose objects are made out of records and can only be read. */
const computedKinds: readonly ComputedKind[] = [restorePointKind, serverStatusKind];

/** Every kind that is served. */
export const kinds: readonly KindDefinition[] = [...storedKinds, ...computedKinds];

/** The kind with this plural (`backups`), undefined if none is served. */
export function kindByPlural(plural: string): KindDefinition | undefined {
  return kinds.find((kind) => kind.plural === plural);
}
