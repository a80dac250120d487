/** Bytes from `start` to `end`, both inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header against a size (RFC 9110, section 14). Undefined: send everything (no header, not bytes, several ranges, nonsense).
 * `unsatisfiable`: a well-formed range that lies outside.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, first, last, length] = match;
  if (length !== undefined) return suffix(Number(length), size);
  return between(Number(first), last ? Number(last) : Infinity, size);
}

function between(start: number, end: number, size: number): ByteRange | 'unsatisfiable' | undefined {
  if (end < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) };
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  return { start: Math.max(0, size - length), end: size - 1 };
}
