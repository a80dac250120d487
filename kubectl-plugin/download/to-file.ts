import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { errors } from '../../api/errors/catalogue.ts';
import type { Session } from '../session.ts';
import { readSlice } from './archive.ts';
import type { Archive } from './archive.ts';
import type { DownloadProgress } from './download-progress.ts';
import { PartialFile } from './partial-file.ts';
import { sliceBytes, slicesOf } from './slices.ts';
import type { Slice } from './slices.ts';

export interface ToFile {
  path: string;
  force: boolean;
  /** Slices at once. */
  parallel: number;
  progress: DownloadProgress;
}

/** Downloads into a file, in slices at once; an interrupted download is gone on with. @throws StowageError */
export async function downloadToFile(session: Session, archive: Archive, to: ToFile): Promise<void> {
  if (!to.force && (await exists(to.path))) throw errors.FileExists({ path: to.path });
  const partial = await PartialFile.open(to.path, archive, sliceBytes);
  try {
    await fill(session, { archive, partial }, to);
  } catch (error) {
    await partial.close();
    if (session.signal.aborted) session.note(`stopped: the same command goes on with ${to.path}.partial`);
    throw error;
  } finally {
    to.progress.end();
  }
  await verify(archive, partial);
  await partial.finish(to.path);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** The first slice that fails for good stops the others. */
async function fill(
  session: Session,
  { archive, partial }: { archive: Archive; partial: PartialFile },
  { parallel, progress }: ToFile,
): Promise<void> {
  const stop = new AbortController();
  const limited = { ...session, signal: AbortSignal.any([session.signal, stop.signal]) };
  const limit = pLimit(parallel);
  const one = async (slice: Slice, index: number): Promise<void> => {
    if (partial.has(index)) return progress.add(slice.end - slice.start + 1);
    limited.signal.throwIfAborted();
    await readSlice(limited, archive, slice, async (chunk, at) => {
      await partial.write(chunk, at);
      progress.add(chunk.length);
    });
    await partial.finishSlice(index);
  };
  const all = slicesOf(archive.size).map((slice, index) => limit(() => one(slice, index)));
  try {
    await Promise.all(all);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(all);
    throw error;
  }
}

/** A file with other bytes than those that were backed up is of no use to anybody: it is thrown away. */
async function verify(archive: Archive, partial: PartialFile): Promise<void> {
  if (archive.sha256 === undefined) return;
  const actual = await partial.sha256();
  if (actual === archive.sha256) return;
  await partial.discard();
  throw errors.ChecksumMismatch({ name: archive.backup, expected: archive.sha256, actual });
}
