import type { CallOptions } from '../blob/blob-store.ts';
import { abortable } from '../blob/abortable.ts';
import { checkJson } from './check-json.ts';
import type { ArchiveItem, FileDigest } from './entry.ts';
import { gunzipStream } from './gunzip.ts';
import { defaultLimits } from './limits.ts';
import type { ArchiveLimits } from './limits.ts';
import { parsePath, unsafe, withoutDot } from './paths.ts';
import { foreign } from './problems.ts';
import { readTar } from './tar/read-tar.ts';

export interface ScanOptions extends CallOptions {
  limits?: Partial<ArchiveLimits> | undefined;
}

/** An object as it lies in the archive: maybe a copy in a version directory. */
export interface ScannedItem extends ArchiveItem {
  preferred: boolean;
}

/** Every object's file, checked, in the order of the archive. At the end `done` is given the digest of the whole file. */
export async function* scanArchive(
  stream: AsyncIterable<Uint8Array>,
  options: ScanOptions,
  done?: (digest: FileDigest) => void,
): AsyncGenerator<ScannedItem> {
  const limits = { ...defaultLimits, ...options.limits };
  const seen = new Set<string>();
  const tar = readTar(gunzipStream(abortable(stream, options.signal), limits, done), limits);
  for await (const { path, content } of tar) {
    const parsed = parsePath(path);
    const plain = withoutDot(path);
    if (seen.size === seen.add(plain).size) throw unsafe(path, 'it is there twice');
    if (parsed.kind === 'object') {
      checkJson(path, content, limits.depth);
      yield { path: plain, ...parsed.id, version: parsed.version, preferred: parsed.preferred, json: content };
    }
  }
  if (seen.size === 0) throw foreign('there is nothing in it');
}
