import { errors, StowageError } from '../../api/errors/catalogue.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import { ArchiveError } from '../../bucket/archive/errors.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { IdentityError } from '../../kube/client/impersonating-client.ts';

/** What ended a run, as an error of the catalogue. */
export function failureOf(error: unknown, restore: Restore): StowageError {
  if (error instanceof StowageError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const context = { cause: error };
  if (error instanceof ArchiveError) return errors.ArchiveUnusable({ detail }, context);
  if (error instanceof BlobError) return bucketFailure(error, restore);
  if (!(error instanceof IdentityError)) return errors.RunInterrupted({ detail }, context);
  const { requester, serviceAccountName } = restore.spec;
  return errors.IdentityLost({ username: serviceAccountName ?? requester?.username ?? '', detail }, context);
}

function bucketFailure(error: BlobError, { status }: Restore): StowageError {
  if (error.kind !== 'NotFound') return errors.ArchiveLost({ detail: error.message }, { cause: error });
  const { bucketKey = '', location } = status?.backup ?? {};
  return errors.BackupDataMissing({ location: location?.name ?? '', bucketKey }, { cause: error });
}
