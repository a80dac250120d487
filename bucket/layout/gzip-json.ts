import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Bytes of JSON that one of Velero's side files may decompress to. 100,000 objects make a resource list of some 6 MB. */
const maxSideFileBytes = 256 * 1024 * 1024;

/** Compresses a value as JSON; `undefined` fields are left out. */
export async function gzipJson(value: unknown): Promise<Buffer> {
  return await compress(Buffer.from(JSON.stringify(value)));
}

/** What a side file holds is not what it should be. */
export class LayoutError extends Error {
  /** Name of the kind of file (`resource list`, `velero-backup.json`). */
  readonly file: string;

  constructor(file: string, problem: string, cause?: unknown) {
    super(`the ${file} in the bucket cannot be used: ${problem}`, { cause });
    this.file = file;
  }

  override get name(): string {
    return 'LayoutError';
  }
}

/** Decompresses and parses a side file. @throws {LayoutError} when it is damaged or too large. */
export async function gunzipJson(file: string, bytes: Buffer): Promise<unknown> {
  let text: Buffer;
  try {
    text = await decompress(bytes, { maxOutputLength: maxSideFileBytes });
  } catch (error) {
    throw new LayoutError(file, `it does not decompress (${(error as Error).message})`, error);
  }
  return parseJson(file, text);
}

/** Parses a side file that is not compressed. @throws {LayoutError} */
export function parseJson(file: string, text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw new LayoutError(file, 'it is not JSON', error);
  }
}
