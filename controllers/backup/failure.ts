import { errors, StowageError } from '../../api/errors/catalogue.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { IdentityError } from '../../kube/client/impersonating-client.ts';

/** What ended a run, as an error of the catalogue. */
export function failureOf(error: unknown, { spec }: Backup): StowageError {
  if (error instanceof StowageError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const context = { cause: error };
  if (error instanceof BlobError) return errors.BucketLost({ detail }, context);
  if (!(error instanceof IdentityError)) return errors.RunInterrupted({ detail }, context);
  return errors.IdentityLost({ username: spec.serviceAccountName ?? spec.requester?.username ?? '', detail }, context);
}
