import { backupRepositoryKind } from '../../../api/v1alpha1/backup-repository.ts';
import { readOnlyStrategy } from '../read-only-strategy.ts';

export const backupRepositoryStrategy = readOnlyStrategy(backupRepositoryKind);
