import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Exchange } from '../server/exchange.ts';

/**
 * Sends a body at the client's speed and lets go of its source when the client goes away. An error after the first byte cuts the connection, so that no client
 * takes a part for the whole; it is logged here, because there is nobody left to tell.
 */
export async function streamOut({ request, response, signal, log }: Exchange, body: Readable): Promise<void> {
  if (request.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  response.flushHeaders();
  try {
    await pipeline(body, response, { signal });
  } catch (error) {
    if (!signal.aborted) log.warn('a download was cut off', { error });
    response.destroy();
  }
}

/** The same for a gzip file that is sent as what it holds. Waits for its beginning, so that a damaged file is still an error. */
export async function streamDecompressed(exchange: Exchange, body: Readable, contentType: string): Promise<void> {
  const text = await decompressed(body);
  head(exchange.response, contentType);
  await streamOut(exchange, text);
}

/** What a gzip file holds, once its beginning has proved to be readable. Destroying it lets go of its source. */
export async function decompressed(body: Readable): Promise<Readable> {
  const text = createGunzip();
  const piped = pipeline(body, text);
  piped.catch(() => undefined);
  await Promise.race([new Promise((resolve) => text.once('readable', resolve)), piped]);
  return text;
}

export function head(response: ServerResponse, contentType: string): void {
  response.statusCode = 200;
  response.setHeader('content-type', contentType);
  response.setHeader('cache-control', 'no-cache, private');
}
