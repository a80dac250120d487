import { colon, comma } from '../../kube/json/scan.ts';
import { tooLarge } from '../server/failures.ts';

/**
 * Colons and commas in a body: about its members and items. No object that fits our schemas and kube-apiserver's limit for annotations has as
 * many, and to look through hundreds of thousands takes as long as everybody else then waits.
 */
const maxParts = 100_000;

/** Refuses JSON that is made of too many parts, before it is parsed. @throws {StatusError} 413 */
export function refuseCrumbs(body: Buffer): void {
  let parts = 0;
  for (const byte of body) if (byte === colon || byte === comma) parts++;
  if (parts > maxParts) throw tooLarge(`an object of more than ${maxParts} members and items is not read`);
}
