import { realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { BlobError } from '../errors.ts';
import { checkKey } from '../keys.ts';

/** Directories of uploads that are going on, beside the blob that they will become; the blob's last name is the file in it. */
export const uploadPrefix = '.stowage-upload-';

/** Path of a blob. @throws {BlobError} for a key that is none, or that names an upload's directory. */
export function pathOf(root: string, key: string): string {
  const segments = checkKey(key).split('/');
  if (segments.some((segment) => segment.startsWith(uploadPrefix))) {
    throw new BlobError({
      kind: 'Other',
      key,
      message: `names beginning with ${uploadPrefix} are taken by uploads: ${key}`,
    });
  }
  if (segments.some((segment) => Buffer.byteLength(segment) > 255))
    throw new BlobError({ kind: 'Other', key, message: `a file name has at most 255 bytes, ${key} has a longer one` });
  return join(root, ...segments);
}

/** @throws {BlobError} `NoBucket` when the directory is not there (a share that is not mounted must not be made anew). */
export async function checkRoot(root: string): Promise<void> {
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!found?.isDirectory()) {
    throw new BlobError({
      kind: 'NoBucket',
      message: `the bucket directory ${root} does not exist: create it, or mount what should be there`,
    });
  }
}

/** Refuses a path whose directory is reached through a symbolic link out of the root. The directory exists. */
export async function checkInside(root: string, path: string, key: string): Promise<void> {
  const [realRoot, realParent] = await Promise.all([realpath(root), realpath(dirname(path))]);
  if (realParent !== realRoot && !realParent.startsWith(realRoot + sep)) {
    throw new BlobError({
      kind: 'Denied',
      key,
      message: `${key} leads out of the bucket directory through a symbolic link`,
    });
  }
}
