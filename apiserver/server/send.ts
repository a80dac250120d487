import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';
import type { Gzip } from 'node:zlib';
import type { StatusError } from '../../kube/client/status-error.ts';
import type { Document } from './document.ts';
import { negotiate } from './accept.ts';
import { toYaml } from './yaml.ts';

/** Bytes above which an answer is compressed, if the client takes gzip: Go's server has the same. */
export const gzipThreshold = 128 * 1024;

/** The bytes of highWaterMark may wait for the compressor: while another thread compresses, what comes next is made. It is an option of every stream. */
const compression = { level: constants.Z_BEST_SPEED, chunkSize: gzipThreshold, highWaterMark: 256 * 1024 };

export interface Answer {
  status: number;
  contentType: string;
  /** The body in pieces; each is asked for when the one before has been written. */
  pieces: AsyncIterable<Buffer>;
}

/** Sends an answer piece by piece, at the speed of the client. */
export async function sendPieces(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const held: Buffer[] = [];
  let size = 0;
  let sink: ServerResponse | Gzip | undefined;
  for await (const piece of answer.pieces) {
    if (sink === undefined) {
      held.push(piece);
      size += piece.length;
      if (size <= gzipThreshold) continue;
      sink = begin(request, response, answer);
    }
    if (!(await writeAll(sink, held.splice(0), piece))) return;
  }
  if (sink === undefined) sendBody(response, answer, Buffer.concat(held, size));
  else sink.end();
}

/** Sends a body that is there as a whole. */
export function sendBody(
  response: ServerResponse,
  { status, contentType }: Pick<Answer, 'status' | 'contentType'>,
  body: Buffer,
): void {
  noStore(response);
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendBody(response, { status, contentType: 'application/json' }, Buffer.from(`${JSON.stringify(value)}\n`, 'utf8'));
}

/**
 * Sends an error, as YAML to a client that wants nothing else, and as JSON to one that wants neither. It cuts the connection if the answer has
 * begun: a client must not take a part for the whole.
 */
export function sendStatus(response: ServerResponse, error: StatusError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of ['content-encoding', 'content-length', 'etag', 'last-modified']) response.removeHeader(name);
  const retryAfter = error.retryAfter;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  if (error.code === 403) response.setHeader('x-content-type-options', 'nosniff');
  if (wantsYaml(response.req)) {
    const yaml = toYaml(Buffer.from(JSON.stringify(error.status), 'utf8'));
    sendBody(response, { status: error.code, contentType: 'application/yaml' }, yaml);
  } else {
    sendJson(response, error.code, error.status);
  }
}

/** A Status has no Table: a clause that asks for one does not count. */
function wantsYaml({ headers }: IncomingMessage): boolean {
  return negotiate(headers.accept, () => false)?.format === 'yaml';
}

/** Sends a prebuilt document, or 304 when the client has it. */
export function sendDocument(request: IncomingMessage, response: ServerResponse, document: Document): void {
  response.setHeader('etag', document.etag);
  response.setHeader('vary', 'Accept');
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'public');
  if (matches(request.headers['if-none-match'], document.etag)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': document.contentType, 'content-length': document.body.length });
  response.end(document.body);
}

/** If-None-Match, or If-Match: `*` or a list of etags; weak ones compare by their value. */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

function begin(request: IncomingMessage, response: ServerResponse, answer: Answer): ServerResponse | Gzip {
  noStore(response);
  response.setHeader('content-type', answer.contentType);
  if (!acceptsGzip(request)) {
    response.writeHead(answer.status);
    return response;
  }
  response.setHeader('content-encoding', 'gzip');
  response.setHeader('vary', 'Accept-Encoding');
  response.writeHead(answer.status);
  const gzip = createGzip(compression);
  gzip.pipe(response);
  response.on('close', () => gzip.destroy());
  return gzip;
}

function acceptsGzip(request: IncomingMessage): boolean {
  const clauses = (request.headers['accept-encoding'] ?? '').split(',').map((clause) => clause.trim().toLowerCase());
  return clauses.some((clause) => /^gzip(?:;(?!q=0(?:\.0*)?$).*)?$/.test(clause));
}

/** False when the client is gone. */
async function writeAll(sink: ServerResponse | Gzip, held: Buffer[], last: Buffer): Promise<boolean> {
  const pieces = held.includes(last) ? held : [...held, last];
  for (const piece of pieces) {
    if (sink.destroyed) return false;
    if (!sink.write(piece)) await drained(sink);
  }
  return !sink.destroyed;
}

/** Until more may be written, or never more. Leaves no listener behind: a long answer drains thousands of times. */
async function drained(sink: ServerResponse | Gzip): Promise<void> {
  const over = new AbortController();
  const told = { signal: over.signal };
  await Promise.race([once(sink, 'drain', told), once(sink, 'close', told)]).catch(() => undefined);
  over.abort();
}

function noStore(response: ServerResponse): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-cache, private');
}
