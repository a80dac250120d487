import { headerValue } from './headers.ts';
import type { Identity } from './identity.ts';

/** Header lines (name, value, ...) by which kube-apiserver takes us for `identity`: one line a group and a value. */
export function impersonationLines(identity: Identity): string[] {
  const lines = ['Impersonate-User', headerValue(identity.username)];
  if (identity.uid !== undefined && identity.uid !== '') lines.push('Impersonate-Uid', headerValue(identity.uid));
  for (const group of identity.groups ?? []) lines.push('Impersonate-Group', headerValue(group));
  for (const [key, values] of Object.entries(identity.extra ?? {})) {
    for (const value of values) lines.push(`Impersonate-Extra-${escapeKey(key)}`, headerValue(value));
  }
  return lines;
}

/**
 * The server lowers the header's name, then undoes percent-encoding. So upper-case letters are encoded as well as what a
 * header name cannot hold, and every key arrives as it is.
 */
function escapeKey(key: string): string {
  return Array.from(Buffer.from(key, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9!#$&'*+.^_`|~-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}
