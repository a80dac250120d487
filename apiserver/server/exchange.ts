import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../kube/process/log.ts';
import type { User } from './user.ts';
import { isDryRunQuery } from './request-info.ts';
import type { RequestInfo } from './request-info.ts';

/** One request under way. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  user: User;
  /** Carries the audit id. */
  log: Log;
  /** Aborted when the client has gone away or the answer is complete: everything done for the request hangs on it. */
  signal: AbortSignal;
}

/** The first value of a query parameter, as sent. */
export function parameter(exchange: Exchange, name: string): string | undefined {
  return exchange.info.query.get(name) ?? undefined;
}

/** When it is, nothing of ours may have an effect. */
export function isDryRun(exchange: Exchange): boolean {
  return isDryRunQuery(exchange.info.query);
}

/** Adds a header line of its own, beside those of the same name. Texts are UTF-8 on the wire, as Go writes them. */
export function addHeader(response: ServerResponse, name: string, text: string): void {
  response.appendHeader(name, Buffer.from(text, 'utf8').toString('latin1'));
}
