import { volumeRestoreKind } from '../../../api/v1alpha1/volume-restore.ts';
import { readOnlyStrategy } from '../read-only-strategy.ts';

export const volumeRestoreStrategy = readOnlyStrategy(volumeRestoreKind);
