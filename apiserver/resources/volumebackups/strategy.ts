import { volumeBackupKind } from '../../../api/v1alpha1/volume-backup.ts';
import { readOnlyStrategy } from '../read-only-strategy.ts';

export const volumeBackupStrategy = readOnlyStrategy(volumeBackupKind);
