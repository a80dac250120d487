import { errors, StowageError } from '../../api/errors/catalogue.ts';
import type { Requester } from '../../api/v1alpha1/requester.ts';
import { IdentityError } from '../../kube/client/identity.ts';

/** What ended a run, as an error of the catalogue. Errors of the bucket are for each kind to tell. */
export function failureOf(
  error: unknown,
  { serviceAccountName, requester }: { serviceAccountName?: string; requester?: Requester },
): StowageError {
  if (error instanceof StowageError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof IdentityError)) return errors.RunInterrupted({ detail }, { cause: error });
  return errors.IdentityLost({ username: serviceAccountName ?? requester?.username ?? '', detail }, { cause: error });
}
