import { servedGroup } from '../../api/groups.ts';
import { goQuoted } from '../../api/meta/go-text.ts';
import type { Status, StatusCause } from '../../api/meta/status.ts';
import { invalidStatus } from '../../api/validate/to-status.ts';
import { StatusError } from '../../kube/client/status-error.ts';

/*
 * The errors of a Kubernetes API server with the texts of apimachinery's `pkg/api/errors`: clients and people match on them.
 * `resource` is a plural of our group, `kind` a Kind.
 */

export function notFound(resource: string, name: string, group = servedGroup): StatusError {
  const details = { name, group, kind: resource };
  return failure(404, 'NotFound', { message: `${qualified(resource, group)} ${goQuoted(name)} not found`, details });
}

export function unknownPath(): StatusError {
  return failure(404, 'NotFound', { message: 'the server could not find the requested resource', details: {} });
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', { message });
}

export function unauthorized(): StatusError {
  return failure(401, 'Unauthorized', { message: 'Unauthorized' });
}

/** `why` is the part behind "is forbidden: ". An empty resource is a path that names none. */
export function forbidden(
  target: { resource: string; name?: string | undefined; group?: string },
  why: string,
): StatusError {
  const group = target.group ?? servedGroup;
  const name = target.name ?? '';
  const what =
    name === '' ? qualified(target.resource, group) : `${qualified(target.resource, group)} ${goQuoted(name)}`;
  return failure(403, 'Forbidden', {
    message: target.resource === '' ? `forbidden: ${why}` : `${what} is forbidden: ${why}`,
    details: target.resource === '' ? {} : { ...(name === '' ? {} : { name }), group, kind: target.resource },
  });
}

/** All errors of an object's fields at once. */
export function invalid(kind: string, name: string, causes: readonly StatusCause[]): StatusError {
  return new StatusError(invalidStatus(kind, name, causes));
}

/** What Go's server says of a JSON patch that does not apply. */
export function unprocessable(): StatusError {
  const message = 'the server rejected our request due to an error in our request';
  return failure(422, 'Invalid', { message, details: {} });
}

export function methodNotAllowed(resource: string, verb: string): StatusError {
  const kind = qualified(resource, servedGroup);
  return failure(405, 'MethodNotAllowed', {
    message: `${verb} is not supported on resources of kind ${goQuoted(kind)}`,
    details: { group: servedGroup, kind: resource },
  });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return failure(406, 'NotAcceptable', { message });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, 'UnsupportedMediaType', { message });
}

export function tooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', { message: `Request entity too large: ${message}` });
}

/** `retryAfter` in seconds. */
export function tooManyRequests(message: string, retryAfter = 1): StatusError {
  return failure(429, 'TooManyRequests', { message, details: { retryAfterSeconds: retryAfter } });
}

/** We cannot tell: never a 404 and never an empty list. */
export function unavailable(message: string, cause?: unknown): StatusError {
  return failure(503, 'ServiceUnavailable', { message, details: { retryAfterSeconds: 1 }, cause });
}

export function unreachable(cause: unknown): StatusError {
  return unavailable('kube-apiserver cannot be reached at present; try again', cause);
}

export function internal(message: string): StatusError {
  return failure(500, 'InternalError', {
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}

/** A Status that says no, its members in the order in which Go writes them. `cause` is for the log alone. */
export function failure(
  code: number,
  reason: string,
  more: Partial<Pick<Status, 'metadata' | 'details'>> & { message: string; cause?: unknown },
): StatusError {
  const { metadata = {}, message, details, cause } = more;
  const status = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason } as const;
  return new StatusError({ ...status, ...(details === undefined ? {} : { details }), code }, { cause });
}

function qualified(resource: string, group: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}
