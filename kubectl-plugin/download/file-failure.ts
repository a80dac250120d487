import { errors } from '../../api/errors/catalogue.ts';
import { bytesText } from '../output/bytes-text.ts';

/** What a person is told when the system does not let a file be written; any other error as it is. `missing` bytes are still to come. */
export function fileFailure(
  error: unknown,
  { path, size, missing = size }: { path: string; size: number; missing?: number },
): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (full.has(code)) {
    return errors.DiskFull({ path, missing: bytesText(missing), size: bytesText(size) }, { cause: error });
  }
  if (syscall === undefined) return error;
  return errors.FileNotWritable({ path, detail: words[code] ?? (error as Error).message }, { cause: error });
}

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such directory',
  ENOTDIR: 'there is no such directory',
  EISDIR: 'it is a directory',
  EFBIG: 'the file system or a limit (ulimit -f) does not allow files of this size',
  ENAMETOOLONG: 'the name is too long',
};
