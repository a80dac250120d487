import type { StatusCause } from '../../api/meta/status.ts';
import type { StatusError } from '../../kube/client/status-error.ts';
import { failure } from '../server/failures.ts';

/*
 * The errors of kube-apiserver's own storage, in its words: client-go's reflectors act on them.
 */

/** Parameters of a list or watch that do not fit together. */
export function invalidListOptions(causes: readonly StatusCause[]): StatusError {
  const texts = causes.map(({ field = '', message = '' }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return failure(422, 'Invalid', {
    message: `ListOptions.meta.k8s.io "" is invalid: ${list}`,
    details: { group: 'meta.k8s.io', kind: 'ListOptions', causes: [...causes] },
  });
}

/** A resourceVersion that this replica has not come to. A client tries again, here or elsewhere. */
export function tooLargeVersion(asked: number, current: number): StatusError {
  return failure(504, 'Timeout', {
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

/** A resourceVersion from before what this replica knows: a client lists again. */
export function expiredVersion(message: string): StatusError {
  return failure(410, 'Expired', { message });
}

/** A list that was cut into pages and whose state is no longer known. `token` goes on with the present state. */
export function expiredContinue(token: string): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return failure(410, 'Expired', { message, metadata: { continue: token } });
}
