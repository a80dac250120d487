import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { errors } from '../../api/errors/catalogue.ts';
import { bytesText } from '../output/bytes-text.ts';
import type { Session } from '../session/session.ts';
import { readSlice } from './archive.ts';
import type { Archive } from './archive.ts';
import type { DownloadProgress } from './download-progress.ts';
import { Pace } from './pace.ts';
import { PartialFile } from './partial-file.ts';
import { SliceWriter } from './slice-writer.ts';
import { sliceBytes, slicesOf } from './slices.ts';
import type { Slice } from './slices.ts';

export interface ToFile {
  path: string;
  force: boolean;
  /** Slices at once. */
  parallel: number;
  progress: DownloadProgress;
  /** Told what is worth to be known beside the progress. */
  note: (line: string) => void;
}

/** Downloads into a file, in slices at once; an interrupted download is gone on with. @throws StowageError */
export async function downloadToFile(session: Session, archive: Archive, to: ToFile): Promise<void> {
  await checkTarget(to);
  const partial = await PartialFile.open(to.path, archive);
  noteFound(partial, archive, to.note);
  try {
    to.progress.begin(partial.bytes);
    await fill(session, { archive, partial }, to);
  } catch (error) {
    await partial.close();
    to.progress.end();
    if (session.signal.aborted) session.note(`stopped: the same command goes on with ${partial.path}`);
    throw error;
  }
  to.progress.end();
  await verify(archive, partial);
  await partial.finish(to.path);
}

async function checkTarget({ path, force }: ToFile): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw errors.FileNotWritable({ path, detail: 'it is a directory' });
  if (found !== undefined && !force) throw errors.FileExists({ path });
}

function noteFound({ found, path, bytes }: PartialFile, archive: Archive, note: ToFile['note']): void {
  if (found === 'part') note(`going on with ${path}: ${bytesText(bytes)} of ${bytesText(archive.size)} are there`);
  if (found === 'other') note(`the archive has changed since ${path} was begun: it is downloaded anew`);
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
  const pace = new Pace(sliceBytes);
  const one = async (slice: Slice, index: number): Promise<void> => {
    const missing = partial.missing(index, slice);
    if (missing === undefined) return;
    limited.signal.throwIfAborted();
    await readSlice(limited, archive, missing, { sink: new SliceWriter(partial, progress), pace });
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
