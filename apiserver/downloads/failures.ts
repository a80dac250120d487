import type { AnswerError } from '../../api/errors/catalogue.ts';
import { errors } from '../../api/errors/catalogue.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { LocationError } from '../../bucket/blob/location.ts';
import type { StatusError } from '../../kube/client/status-error.ts';
import { failure } from '../server/failures.ts';

/** An error of the catalogue as the answer to a request. `retryAfter` in seconds. */
export function refuse(error: AnswerError, retryAfter?: number): StatusError {
  return failure(error.httpStatus, error.reason, {
    message: error.message,
    details: {
      ...(error.causes === undefined ? {} : { causes: error.causes }),
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    },
    cause: error.cause,
  });
}

/** Seconds after which a bucket that was away or overloaded may be asked again. */
const awhile = 5;

/** What a client is told when the bucket did not give what it should: what is wrong with it, never a credential. Only what may pass has a time to come back. */
export function bucketFailure(error: unknown, location: { namespace: string; name: string }): unknown {
  if (!isBlobError(error) && !(error instanceof LocationError)) return error;
  const detail = error.message;
  const unusable = errors.BucketUnusable(
    { namespace: location.namespace, location: location.name, detail },
    { cause: error },
  );
  return refuse(unusable, isBlobError(error) && !error.permanent ? awhile : undefined);
}
