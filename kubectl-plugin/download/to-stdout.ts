import { createHash } from 'node:crypto';
import { errors } from '../../api/errors/catalogue.ts';
import type { Session } from '../session/session.ts';
import { readSlice } from './archive.ts';
import type { Archive } from './archive.ts';
import type { DownloadProgress } from './download-progress.ts';
import { Pace } from './pace.ts';
import { sliceBytes, slicesOf } from './slices.ts';
import type { Slice } from './slices.ts';

/**
 * Downloads to stdout, in order; the next slices are fetched while one is written, `parallel` of them in memory.
 * @throws StowageError at the end, when the bytes that were written are not those that were backed up
 */
export async function downloadToStdout(
  session: Session,
  archive: Archive,
  { parallel, progress }: { parallel: number; progress: DownloadProgress },
): Promise<void> {
  const hash = createHash('sha256');
  const slices = slicesOf(archive.size);
  const pace = new Pace(sliceBytes);
  const fetchSlice = (slice: Slice): Promise<Buffer> => inMemory(session, archive, slice, pace);
  const ahead = slices.splice(0, parallel).map(fetchSlice);
  progress.begin(0);
  try {
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const bytes = await next;
      const slice = slices.shift();
      if (slice) ahead.push(fetchSlice(slice));
      hash.update(bytes);
      await session.print(bytes);
      progress.add(bytes.length);
    }
  } finally {
    progress.end();
  }
  const actual = hash.digest('hex');
  if (archive.sha256 !== undefined && actual !== archive.sha256) {
    throw errors.ChecksumMismatch({ name: archive.backup, expected: archive.sha256, actual });
  }
}

function inMemory(session: Session, archive: Archive, slice: Slice, pace: Pace): Promise<Buffer> {
  const bytes = Buffer.alloc(slice.end - slice.start + 1);
  const sink = { write: async (chunk: Buffer, at: number) => void chunk.copy(bytes, at - slice.start) };
  const fetched = readSlice(session, archive, slice, { sink, pace });
  const answer = fetched.then(() => bytes);
  answer.catch(() => undefined); // it is awaited in its turn: an earlier slice may fail first
  return answer;
}
