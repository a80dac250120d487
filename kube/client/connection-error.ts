/** No answer: the server could not be reached, its certificate is not trusted, or the connection was cut. */
export class ConnectionError extends Error {
  /** Node's or undici's code, such as `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(request: { method: string; path: string }, server: string, cause: unknown) {
    const path = request.path.split('?', 1)[0] ?? request.path;
    super(`no answer from ${server} to ${request.method} ${path}: ${describe(cause)}`, { cause });
    this.name = 'ConnectionError';
    this.code = codeOf(cause);
  }
}

/** True when the request cannot have reached the server, so that any of them may be sent again. */
export function neverSent(error: unknown): boolean {
  return unsentCodes.has(codeOf(error) ?? '');
}

/** True when the connection failed or was cut, so that the fate of the request is unknown; also when that is but the cause of the error. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return neverSent(error) || cutCodes.has(codeOf(error) ?? '') || isUnreachable(error.cause);
}

const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const cutCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
]);

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** An AggregateError (several addresses tried) has no message of its own. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.message !== '') return cause.message;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  return first instanceof Error ? first.message : (codeOf(cause) ?? cause.name);
}
