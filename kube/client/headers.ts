import type { KubeRequest } from './request.ts';

/** Names that say who is asking: the transport and the client set them, a caller never does. */
const identityHeader = /^(?:authorization|proxy-authorization|impersonate-.*|x-remote-.*)$/i;

/**
 * The header lines of a request as undici takes them: name, value, name, value. A name with several values is repeated,
 * because a joined `Impersonate-Group: a, b` would be one group of that name.
 * @throws {TypeError} when the caller tries to set an identity header.
 */
export function headerLines(request: KubeRequest, defaults: { userAgent: string }): string[] {
  const lines = ['accept', request.accept ?? 'application/json', 'user-agent', defaults.userAgent];
  if (request.body !== undefined) lines.push('content-type', request.contentType ?? 'application/json');
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (identityHeader.test(name)) throw new TypeError(`the header ${name} is set by the client, not by its caller`);
    for (const one of typeof value === 'string' ? [value] : value) lines.push(name, one);
  }
  return lines;
}

/**
 * A header value whose bytes on the wire are the text in UTF-8, as Go clients send it: Node writes one byte a character.
 */
export function headerValue(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
