import { BlobError } from '../errors.ts';
import type { BlobErrorKind } from '../errors.ts';

interface Explanation {
  kind: BlobErrorKind;
  text: string;
  permanent?: boolean;
}

/** By errno name. What is not here is `Other`. */
const explanations: Readonly<Record<string, Explanation>> = {
  ENOENT: { kind: 'NotFound', text: 'there is no such blob' },
  EEXIST: { kind: 'AlreadyExists', text: 'it exists already' },
  EACCES: { kind: 'Denied', text: 'this process may not: check owner and mode of the directory' },
  EPERM: { kind: 'Denied', text: 'this process may not: check owner and mode of the directory' },
  EROFS: { kind: 'Denied', text: 'the file system is mounted read-only' },
  ELOOP: { kind: 'Denied', text: 'it is a symbolic link, which is not followed' },
  EMFILE: { kind: 'Busy', text: 'too many files are open' },
  ENFILE: { kind: 'Busy', text: 'too many files are open' },
  EBUSY: { kind: 'Busy', text: 'the file is in use' },
  EIO: { kind: 'Unreachable', text: 'the device or share does not answer as it should' },
  ESTALE: { kind: 'Unreachable', text: 'the share was mounted anew' },
  ETIMEDOUT: { kind: 'Unreachable', text: 'the share does not answer' },
  ENOSPC: { kind: 'Other', text: 'no space is left on the device: free some, then try again', permanent: false },
  EDQUOT: { kind: 'Other', text: 'the quota is used up: free some space, then try again', permanent: false },
  EISDIR: { kind: 'Other', text: 'a directory has this name' },
  ENOTDIR: { kind: 'Other', text: 'a part of its path is a file' },
  ENAMETOOLONG: { kind: 'Other', text: 'the name is too long for this file system' },
};

/** Makes a BlobError of a file system error; other errors (an abort, the body's own) pass. */
export function blobError(error: unknown, action: string, key?: string): unknown {
  if (error instanceof BlobError || !isErrno(error)) return error;
  const found = explanations[error.code] ?? { kind: 'Other', text: `the file system says ${error.code}` };
  const what = key === undefined ? action : `${action} ${key}`;
  return new BlobError({
    kind: found.kind,
    key,
    permanent: found.permanent,
    message: `cannot ${what} in the bucket directory: ${found.text}`,
    cause: error,
  });
}

function isErrno(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
