import type { Status } from '../../api/meta/status.ts';

/** An answer of the API server that is not a success. `code` is the HTTP status, `reason` Kubernetes' own. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly status: Status;
  /** Seconds, when the server said how long to wait. */
  readonly retryAfter: number | undefined;

  constructor(status: Status, retryAfter?: number) {
    super(status.message ?? `the server answered ${status.code ?? 'without a code'}`);
    this.name = 'StatusError';
    this.code = status.code ?? 0;
    this.reason = status.reason ?? '';
    this.status = status;
    this.retryAfter = retryAfter ?? status.details?.retryAfterSeconds;
  }
}

export function isStatus(error: unknown): error is StatusError {
  return error instanceof StatusError;
}

export function isNotFound(error: unknown): boolean {
  return isStatus(error) && error.code === 404;
}

/** Somebody else wrote first (409 Conflict): read again and decide again. */
export function isConflict(error: unknown): boolean {
  return isStatus(error) && error.code === 409 && error.reason !== 'AlreadyExists';
}

export function isAlreadyExists(error: unknown): boolean {
  return isStatus(error) && error.code === 409 && error.reason === 'AlreadyExists';
}

export function isForbidden(error: unknown): boolean {
  return isStatus(error) && error.code === 403;
}

export function isInvalid(error: unknown): boolean {
  return isStatus(error) && (error.code === 422 || error.code === 400);
}

/** 410: a resourceVersion or continue token that the server no longer has. */
export function isExpired(error: unknown): boolean {
  return isStatus(error) && (error.code === 410 || error.reason === 'Expired' || error.reason === 'Gone');
}

const retryableCodes: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** True when the same call may succeed later: the server was busy, restarting or unreachable. */
export function isRetryable(error: unknown): boolean {
  return isStatus(error) ? retryableCodes.has(error.code) : isUnreachable(error);
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** True when the connection failed or was cut, so that the fate of the request is unknown. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && unreachableCodes.has(code)) return true;
  return error.cause === undefined ? false : isUnreachable(error.cause);
}
