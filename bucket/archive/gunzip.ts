import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ArchiveError } from './errors.ts';
import type { FileDigest } from './entry.ts';
import type { ArchiveLimits } from './limits.ts';
import { corrupt, foreign, tooLarge, truncated } from './problems.ts';

/** A ratio says something only of many bytes. */
const judgedBytes = 256 * 1024 * 1024;

/**
 * Decompresses a gzip stream of any number of members, within limits. When it is at its end without an error, all of `source` was gzip
 * and complete. `done` is given the digest of the compressed bytes.
 *
 * @throws {ArchiveError}, and what `source` throws.
 */
export async function* gunzipStream(
  source: AsyncIterable<Uint8Array>,
  limits: Pick<ArchiveLimits, 'totalBytes' | 'ratio'>,
  done?: (digest: FileDigest) => void,
): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  const count = { in: 0, out: 0 };
  const failure: { source?: unknown } = {};
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(Readable.from(counted(noting(source, failure), count, digest)), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      count.out += chunk.length;
      checkLimits(count, limits);
      yield chunk;
    }
  } catch (error) {
    throw failure.source ?? explain(error);
  } finally {
    gunzip.destroy();
  }
  checkEnd(count.in, gunzip.bytesWritten);
  done?.({ size: count.in, sha256: digest.digest('hex') });
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  count: { in: number },
  digest: { update: (chunk: Uint8Array) => unknown },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (count.in === 0 && chunk.length > 0 && chunk[0] !== 0x1f) throw foreign('it is not compressed with gzip');
    count.in += chunk.length;
    digest.update(chunk);
    yield chunk;
  }
}

/** Notes what the source throws, to tell it from what is thrown into it because of an error behind it. */
function noting<T>(source: AsyncIterable<T>, failure: { source?: unknown }): AsyncIterable<T> {
  const iterator = source[Symbol.asyncIterator]();
  const noted: AsyncIterator<T> = {
    next: async () => {
      try {
        return await iterator.next();
      } catch (error) {
        failure.source = error;
        throw error;
      }
    },
    return: async (value: unknown) => (await iterator.return?.(value)) ?? { done: true, value: undefined },
  };
  return { [Symbol.asyncIterator]: () => noted };
}

function checkLimits(count: { in: number; out: number }, limits: Pick<ArchiveLimits, 'totalBytes' | 'ratio'>): void {
  if (count.out > limits.totalBytes) throw tooLarge(`it has more than ${limits.totalBytes} bytes when decompressed`);
  if (count.out > judgedBytes && count.out > count.in * limits.ratio)
    throw tooLarge(`it decompresses to more than ${limits.ratio} times its size`);
}

/** zlib passes over what follows the last member and is not gzip. */
function checkEnd(read: number, used: number): void {
  if (read === 0) throw truncated('it is empty');
  if (used < read) throw corrupt(`it has ${read - used} bytes behind its end that are not gzip`);
}

function explain(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ArchiveError || !code?.startsWith('Z_')) return error;
  return code === 'Z_BUF_ERROR'
    ? truncated('the compressed bytes end too early', error)
    : corrupt(`the compressed bytes are wrong (${(error as Error).message})`, error);
}
