import type { GetOptions } from './blob-store.ts';
import { BlobError } from './errors.ts';

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/** The bytes that a get wants of a blob of this size; undefined for a whole blob that is empty. @throws {BlobError} for a range outside of it. */
export function rangeOf(key: string, size: number, options: GetOptions): ByteRange | undefined {
  if (size === 0 && options.start === undefined && options.end === undefined) return undefined;
  const start = options.start ?? 0;
  const end = Math.min(options.end ?? size - 1, size - 1);
  if (start < 0 || start >= size || end < start) throw outsideRange(key, options, size);
  return { start, end };
}

/** The error of a get that wants bytes that the blob does not have. `size` is given when it is known. */
export function outsideRange(key: string, options: GetOptions, size?: number, cause?: unknown): BlobError {
  const wanted = `bytes ${options.start ?? 0} to ${options.end ?? 'its end'}`;
  return new BlobError({
    kind: 'Other',
    key,
    message: `${key} has no ${wanted}${size === undefined ? '' : `, only ${size} bytes`}`,
    cause,
  });
}
