import { createHash } from 'node:crypto';

/** An answer that is the same for everybody and until the next release: made once, kept as bytes. */
export interface Document {
  body: Buffer;
  contentType: string;
  /** Strong, in quotes. Equal on every replica of the same build. */
  etag: string;
  /** Hexadecimal part of the etag, in upper case as Go's. */
  hash: string;
}

export function jsonDocument(value: unknown, contentType = 'application/json'): Document {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const hash = createHash('sha512').update(body).digest('hex').toUpperCase();
  return { body, contentType, etag: `"${hash}"`, hash };
}
