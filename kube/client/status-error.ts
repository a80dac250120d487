import type { Status } from '../../api/meta/status.ts';
import { isUnreachable } from './connection-error.ts';

/** An answer of the API server that is not a success. `code` is the HTTP status, `reason` Kubernetes' own. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly status: Status;
  /** Seconds, when the server said how long to wait. */
  readonly retryAfter: number | undefined;

  /** `retryAfter` in seconds, when it is said elsewhere than in the Status. */
  constructor(status: Status, more: { retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(status.message ?? `the server answered ${status.code ?? 'without a code'}`, more);
    this.name = 'StatusError';
    this.code = status.code ?? 0;
    this.reason = status.reason ?? '';
    this.status = status;
    this.retryAfter = more.retryAfter ?? status.details?.retryAfterSeconds;
  }
}

export function isStatus(error: unknown): error is StatusError {
  return error instanceof StatusError;
}

export function isNotFound(error: unknown): error is StatusError {
  return isStatus(error) && error.code === 404;
}

/** What was asked for, undefined when it is not there. Other failures are thrown as they come. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Somebody else wrote first (409 Conflict): read again and decide again. */
export function isConflict(error: unknown): error is StatusError {
  return isStatus(error) && error.code === 409 && error.reason !== 'AlreadyExists';
}

export function isAlreadyExists(error: unknown): error is StatusError {
  return isStatus(error) && error.code === 409 && error.reason === 'AlreadyExists';
}

export function isForbidden(error: unknown): error is StatusError {
  return isStatus(error) && error.code === 403;
}

export function isInvalid(error: unknown): error is StatusError {
  return isStatus(error) && (error.code === 422 || error.code === 400);
}

/** 410: a resourceVersion or continue token that the server no longer has. */
export function isExpired(error: unknown): error is StatusError {
  return isStatus(error) && (error.code === 410 || error.reason === 'Expired' || error.reason === 'Gone');
}

const retryableCodes: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** True when the same call may succeed later: the server was busy, restarting or unreachable. */
export function isRetryable(error: unknown): boolean {
  return isStatus(error) ? retryableCodes.has(error.code) : isUnreachable(error);
}
