import type { IncomingMessage } from 'node:http';
import { tooLarge } from './failures.ts';

/** Bytes of a request body that are taken at most: kube-apiserver's limit. */
export const bodyLimit = 3 * 1024 * 1024;

/** Bytes above which the rest of a body that is too large anyway is not even read to its end. */
const patience = 16 * bodyLimit;

/**
 * Reads a whole body. One that is too large is read to its end and forgotten, within bounds: a client that is still writing does not see
 * the answer when the connection is cut under it.
 * @throws {StatusError} 413
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > patience) break;
    if (size > bodyLimit) pieces.length = 0;
    else pieces.push(piece);
  }
  if (size > bodyLimit) throw tooLarge(`limit is ${bodyLimit}`);
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
}
