import type { Readable } from 'node:stream';

/**
 * An error that comes while nobody reads yet (an abort, a cut connection) must not end the process, as Node has it for a stream without
 * an error listener. Whoever reads gets it all the same.
 */
export function quiet<T extends Readable>(stream: T): T {
  stream.on('error', () => undefined);
  return stream;
}
