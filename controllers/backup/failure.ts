import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { failureOf } from '../runs/failure.ts';

/** What ended the run of a backup, as an error of the catalogue. */
export function backupFailure(error: unknown, { spec }: Backup): StowageError {
  if (error instanceof BlobError) return errors.BucketLost({ detail: error.message }, { cause: error });
  return failureOf(error, spec);
}
