import { createHash } from 'node:crypto';

/**
 * A UID made of a text: always the same for the same text, as RFC 9562 says of version 8. Kubernetes makes UIDs of version 4, and the mapping of
 * record UIDs keeps the version: so none of theirs is ever one of these.
 */
export function uidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
