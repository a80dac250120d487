import type { Clock } from '../process/clock.ts';
import type { Random } from '../process/random.ts';
import { isUnreachable, neverSent } from './connection-error.ts';
import type { KubeRequest, KubeResponse } from './request.ts';

export interface RetryDependencies {
  clock: Clock;
  random: Random;
}

/** Times that one request is sent at most: with the delays below about half a minute of a server that is away. */
const maxAttempts = 10;
const firstDelayMs = 100;
const maxDelayMs = 5_000;
/** A server that asks for more patience than this is better told to the caller. */
const maxRetryAfterMs = 30_000;

/**
 * Sends, and sends again where that is safe: 429 means the server did not process the request, so for every verb; 503 with
 * Retry-After and a cut connection leave that open, so only for idempotent requests; a refused connection for all.
 * The last answer or error is handed on. The request's signal ends the waiting.
 */
export async function sendRetrying(
  request: KubeRequest,
  send: () => Promise<KubeResponse>,
  dependencies: RetryDependencies,
): Promise<KubeResponse> {
  for (let attempt = 1; ; attempt++) {
    const { response, error, waitMs } = await tryOnce(request, send, attempt);
    if (waitMs === undefined) {
      if (response === undefined) throw error;
      return response;
    }
    await response?.body.dump();
    await dependencies.clock.sleep(withJitter(waitMs, dependencies.random), request.signal);
  }
}

interface Attempt {
  response?: KubeResponse;
  error?: unknown;
  /** Undefined: this is the end. */
  waitMs: number | undefined;
}

async function tryOnce(request: KubeRequest, send: () => Promise<KubeResponse>, attempt: number): Promise<Attempt> {
  const last = request.retry === false || attempt >= maxAttempts;
  try {
    const response = await send();
    return { response, waitMs: last ? undefined : waitForAnswer(request, response, attempt) };
  } catch (error) {
    const again = !last && request.signal?.aborted !== true && mayRepeat(request, error);
    return { error, waitMs: again ? backoff(attempt) : undefined };
  }
}

function waitForAnswer(request: KubeRequest, response: KubeResponse, attempt: number): number | undefined {
  const busy = response.status === 429 || (response.status === 503 && isIdempotent(request));
  if (!busy) return undefined;
  const seconds = retryAfterSeconds(response);
  if (seconds === undefined) return response.status === 429 ? backoff(attempt) : undefined;
  const asked = seconds * 1000;
  return asked > maxRetryAfterMs ? undefined : Math.max(asked, firstDelayMs);
}

function mayRepeat(request: KubeRequest, error: unknown): boolean {
  return neverSent(error) || (isIdempotent(request) && isUnreachable(error));
}

const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

function isIdempotent(request: KubeRequest): boolean {
  return request.idempotent ?? idempotentMethods.has(request.method);
}

/** Retry-After in seconds; undefined when there is none. The form with a date is not used by Kubernetes. */
export function retryAfterSeconds(response: KubeResponse): number | undefined {
  const value = response.headers['retry-after'];
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

function backoff(attempt: number): number {
  return Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
}

/** Up to a quarter more, so that many waiting requests do not come back at once. */
function withJitter(ms: number, random: Random): number {
  return ms * (1 + random.fraction() / 4);
}
