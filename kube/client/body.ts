import type { Readable } from 'node:stream';

/** Gives a body up: its connection is closed, and what it would still say is ignored. */
export function discard(body: Readable): void {
  body.on('error', () => undefined).destroy();
}
