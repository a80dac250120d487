import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { RequestKind } from './limiter.ts';
import type { RequestInfo } from './request-info.ts';

export interface AccessedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  kind: RequestKind;
  /** Of the request: its lines carry the audit id. */
  log: Log;
}

/**
 * One line for each request when it is over: `info` for what changes something, takes data out or fails here, `debug` for reads, which are many. The
 * user is named by `as`, as soon as he is known.
 */
export function logAccess(
  { request, response, info, kind, log }: AccessedRequest,
  clock: Pick<Clock, 'monotonic'>,
): { as(username: string): void } {
  const started = clock.monotonic();
  let user: string | undefined;
  response.on('close', () => {
    const code = response.statusCode;
    const fields = {
      verb: info.verb,
      code,
      ms: Math.round(clock.monotonic() - started),
      user,
      userAgent: request.headers['user-agent']?.slice(0, 200),
      // The client left, or was cut off, before it had its whole answer. Of a WebSocket nobody can say: it has no end of its own.
      ...(response.writableFinished || code === 101 ? {} : { cut: true }),
    };
    if (kind === 'mutating' || kind === 'download' || code >= 500) log.info('request', fields);
    else log.debug('request', fields);
  });
  return {
    as(username) {
      user = username;
    },
  };
}
