import { BlobError } from './errors.ts';

/** S3's limit. */
const maxKeyBytes = 1024;
const controlCharacter = /\p{Cc}/u;

/** Refuses a key that some provider would read as another path, or not store at all. Returns it unchanged. */
export function checkKey(key: string): string {
  const problem = keyProblem(key);
  if (problem !== undefined) {
    throw new BlobError({
      kind: 'Other',
      key,
      message: `${JSON.stringify(key)} cannot be a key in a bucket: ${problem}`,
    });
  }
  return key;
}

/** Refuses a prefix that is not the beginning of a key. Returns it unchanged. */
export function checkPrefix(prefix: string): string {
  if (prefix !== '') checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
  return prefix;
}

/** Refuses a directory prefix without its slash, which would list the neighbours whose names begin with it. */
export function checkDirectory(prefix: string): string {
  if (prefix !== '' && !prefix.endsWith('/')) {
    throw new BlobError({
      kind: 'Other',
      key: prefix,
      message: `directory ${JSON.stringify(prefix)} must end with a slash`,
    });
  }
  return checkPrefix(prefix);
}

function keyProblem(key: string): string | undefined {
  if (Buffer.byteLength(key) > maxKeyBytes) return `it is longer than ${maxKeyBytes} bytes`;
  if (controlCharacter.test(key) || !key.isWellFormed())
    return 'it has a control character or half of a surrogate pair in it';
  if (key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'every part between slashes must be a name, not empty, "." or ".."';
  return undefined;
}
