import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import { ArchiveError } from '../../bucket/archive/errors.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { failureOf } from '../runs/failure.ts';

/** What ended the run of a restore, as an error of the catalogue. */
export function restoreFailure(error: unknown, restore: Restore): StowageError {
  if (error instanceof ArchiveError) return errors.ArchiveUnusable({ detail: error.message }, { cause: error });
  return error instanceof BlobError ? bucketFailure(error, restore) : failureOf(error, restore.spec);
}

function bucketFailure(error: BlobError, { status }: Restore): StowageError {
  if (error.kind !== 'NotFound') return errors.ArchiveLost({ detail: error.message }, { cause: error });
  const { bucketKey = '', location } = status?.backup ?? {};
  return errors.BackupDataMissing({ location: location?.name ?? '', bucketKey }, { cause: error });
}
