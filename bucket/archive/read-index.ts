import { createHash } from 'node:crypto';
import { abortable } from '../blob/abortable.ts';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import type { ArchiveTotals, FileDigest, IndexEntry } from './entry.ts';
import { ArchiveError } from './errors.ts';
import { gunzipStream } from './gunzip.ts';
import { parseEntry, parseFirstLine, parseLastLine } from './parse-index.ts';
import { checkDigest } from './digest.ts';

export interface ReadIndexOptions extends CallOptions {
  /** Keeps an entry. Default: all. */
  filter?: ((entry: IndexEntry) => boolean) | undefined;
  /** Digest of the index file, when it is known from elsewhere. */
  expected?: FileDigest | undefined;
}

export interface ArchiveIndex {
  /** Those that the filter kept, in the order of the archive. */
  entries: IndexEntry[];
  archive: ArchiveTotals;
}

/** An index has some 250 bytes for an object: this is enough for ten million. */
const limits = { totalBytes: 4 * 1024 ** 3, ratio: Infinity };
/** Longest names and kinds, escaped. */
const lineBytes = 16 * 1024;

/** Reads `<name>-index.json.gz` as a stream; memory holds the kept entries alone. @throws {ArchiveError} @throws {BlobError} */
export async function readIndex(store: BlobStore, key: string, options: ReadIndexOptions = {}): Promise<ArchiveIndex> {
  const { body } = await store.get(key, { signal: options.signal });
  const entries: IndexEntry[] = [];
  const scan = scanIndex(abortable(body, options.signal), options.expected);
  for (;;) {
    const next = await scan.next();
    if (next.done) return { entries, archive: next.value };
    if (!options.filter || options.filter(next.value)) entries.push(next.value);
  }
}

/** Yields every entry of an index and returns the totals. `source` is the gzip'd file. */
export async function* scanIndex(
  source: AsyncIterable<Uint8Array>,
  expected?: FileDigest,
): AsyncGenerator<IndexEntry, ArchiveTotals> {
  const digest = createHash('sha256');
  const state: State = { entries: 0, end: 0, totals: undefined };
  let first = true;
  for await (const lines of linesOf(gunzipStream(hashed(source, digest), limits))) {
    for (const line of lines) {
      if (first) {
        parseFirstLine(line);
        first = false;
      } else {
        yield* entriesOf(line, state);
      }
    }
  }
  if (expected) checkDigest('the index of the archive', expected.sha256, digest.digest('hex'));
  return checkedTotals(state);
}

interface State {
  entries: number;
  /** Where the member of the last entry ends. */
  end: number;
  totals: ArchiveTotals | undefined;
}

function* entriesOf(line: string, state: State): Generator<IndexEntry> {
  if (line === '' && state.entries === 0 && !state.totals) return;
  if (state.totals)
    throw new ArchiveError({ reason: 'Corrupt', message: 'the index of the archive goes on behind its end' });
  if (line.startsWith(']')) {
    state.totals = parseLastLine(line);
    return;
  }
  const entry = parseEntry(line);
  state.entries += 1;
  state.end = Math.max(state.end, entry.offset + entry.length);
  yield entry;
}

function checkedTotals({ entries, end, totals }: State): ArchiveTotals {
  if (!totals) throw new ArchiveError({ reason: 'Truncated', message: 'the index of the archive has no end' });
  if (totals.items !== entries || end > totals.size) {
    throw new ArchiveError({
      reason: 'Corrupt',
      expected: `${totals.items} objects in ${totals.size} bytes`,
      actual: `${entries} objects in ${end} bytes`,
      message: 'the index of the archive does not agree with its own last line',
    });
  }
  return totals;
}

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  digest: { update: (chunk: Uint8Array) => unknown },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    digest.update(chunk);
    yield chunk;
  }
}

/** Whole lines, as many as a chunk completes. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineBytes)
      throw new ArchiveError({ reason: 'Corrupt', message: 'the index of the archive has a line without end' });
    yield lines;
  }
  if (rest !== '') yield [rest];
}
