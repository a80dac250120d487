import type { IncomingMessage } from 'node:http';
import { tooLarge } from './failures.ts';

/** Bytes of a request body that are read at most: kube-apiserver's limit. */
export const bodyLimit = 3 * 1024 * 1024;

/** Reads a whole body. @throws {StatusError} 413 above the limit; the rest of the body is then not read. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooBig();
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > bodyLimit) throw tooBig();
    pieces.push(piece);
  }
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
}

function tooBig(): Error {
  return tooLarge(`limit is ${bodyLimit}`);
}
