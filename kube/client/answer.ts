import type { Status } from '../../api/meta/status.ts';
import { parsePlain } from '../json/safe.ts';
import type { KubeResponse } from './request.ts';
import { retryAfterSeconds } from './retry.ts';
import { StatusError } from './status-error.ts';

/** The answer's object. @throws {StatusError} on anything but 2xx. */
export async function readObject<T>(response: KubeResponse): Promise<T> {
  if (!isSuccess(response)) throw await readStatusError(response);
  // The server's word for its own schema: nothing here could check it.
  return parsePlain(await response.body.text()) as T;
}

/** The answer's bytes in one buffer. @throws {StatusError} on anything but 2xx. */
export async function readBytes(response: KubeResponse): Promise<Buffer> {
  if (!isSuccess(response)) throw await readStatusError(response);
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

export function isSuccess(response: KubeResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** An error answer as an error, also when its body is no Status (a proxy's HTML page, an empty body). */
export async function readStatusError(response: KubeResponse): Promise<StatusError> {
  const text = await response.body.text();
  const status = parseStatus(text) ?? unknownStatus(response.status, text);
  return new StatusError(status, { retryAfter: retryAfterSeconds(response) });
}

function parseStatus(text: string): Status | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const body: Partial<Status> = JSON.parse(text);
    return body.kind === 'Status' ? { ...emptyStatus, ...body, kind: 'Status' } : undefined;
  } catch {
    return undefined;
  }
}

const emptyStatus: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };

/** client-go's names for answers that say nothing themselves. */
const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function unknownStatus(code: number, text: string): Status {
  const shown = text.slice(0, 200).trim();
  const message = `the server answered ${code}${shown === '' ? ' without a body' : `: ${shown}`}`;
  return { ...emptyStatus, code, reason: reasons[code] ?? 'Unknown', message };
}
