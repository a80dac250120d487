import { backupKind } from './v1alpha1/backup.ts';
import { backupStorageLocationKind } from './v1alpha1/backup-storage-location.ts';
import type { KindDefinition } from './v1alpha1/kind-definition.ts';
import { restoreKind } from './v1alpha1/restore.ts';
import { scheduleKind } from './v1alpha1/schedule.ts';

export type { DownloadName, KindDefinition } from './v1alpha1/kind-definition.ts';

/** Every kind that is served, in the order in which documents list them. */
export const kinds: readonly KindDefinition[] = [backupKind, restoreKind, scheduleKind, backupStorageLocationKind];

/** The kind with this plural (`backups`), undefined if none is served. */
export function kindByPlural(plural: string): KindDefinition | undefined {
  return kinds.find((kind) => kind.plural === plural);
}

/** The kind of this name (`Backup`), undefined if none is served. */
export function kindByName(name: string): KindDefinition | undefined {
  return kinds.find((kind) => kind.kind === name);
}
