import { ArchiveError } from '../errors.ts';
import { checkDirectoryPath, quoted, unsafe } from '../paths.ts';
import { ByteReader } from './byte-reader.ts';
import { blockBytes, padded } from './header.ts';
import { decodeText, isZero, parseHeader } from './parse-header.ts';
import type { TarHeader } from './parse-header.ts';
import { parsePax } from './pax.ts';
import { corrupt, foreign, tooLarge, truncated } from '../problems.ts';

/** A regular file. `content` is a part of a larger buffer: copy what is kept for long. */
export interface TarFile {
  path: string;
  content: Buffer;
}

export interface TarLimits {
  /** Bytes of one file. */
  itemBytes: number;
  /** Headers altogether, of files, directories and long names. */
  entries: number;
}

/** A name longer than this is no name. */
const longHeaderBytes = 64 * 1024;

/**
 * Reads the regular files of a tar (ustar, PAX, GNU long names). Directories are passed over; links, devices and all other kinds are
 * refused, as is whatever two readers could read in two ways: a second name, a NUL in a name, bytes behind the end. A tar without its
 * end mark is `Truncated`.
 *
 * @throws {ArchiveError}
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, limits: TarLimits): AsyncGenerator<TarFile> {
  const reader = new ByteReader(chunks);
  const names: LongNames = {};
  for (let count = 0; ; count += 1) {
    const header = await readHeader(reader, count === 0);
    if (!header) return await readEnd(reader, names);
    if (count >= limits.entries) throw tooLarge(`it has more than ${limits.entries} entries`);
    if (isLongName(header.type)) {
      await readLongName(reader, header, names);
      continue;
    }
    const { path, size } = applyLongNames(header, names);
    if (header.type === '0' && !path.endsWith('/'))
      yield { path, content: await readContent(reader, path, size, limits.itemBytes) };
    else skipDirectory(header.type, path, size);
  }
}

/** Names that came before the entry that they are for. */
interface LongNames {
  pax?: Map<string, string> | undefined;
  gnu?: string | undefined;
}

/** Undefined at the end mark. */
async function readHeader(reader: ByteReader, first: boolean): Promise<TarHeader | undefined> {
  const block = reader.takeNow(blockBytes) ?? (await readBlock(reader, first));
  if (isZero(block)) return undefined;
  const header = parseHeader(block);
  if (!header)
    throw first ? foreign('what is compressed in it is not a tar') : corrupt('a header of the tar inside is wrong');
  return header;
}

async function readBlock(reader: ByteReader, first: boolean): Promise<Buffer> {
  try {
    return await reader.take(blockBytes);
  } catch (error) {
    const ended = !first && error instanceof ArchiveError && error.reason === 'Truncated';
    throw ended ? truncated('the tar inside has no end mark', error) : error;
  }
}

async function readEnd(reader: ByteReader, names: LongNames): Promise<void> {
  if (names.pax || names.gnu !== undefined) throw corrupt('the tar inside ends with a name that is for nothing');
  const second = await readBlock(reader, false);
  let behind = second;
  for (let rest: Buffer | undefined = second; rest; rest = await reader.rest()) {
    behind = rest;
    if (!isZero(behind)) throw corrupt('the tar inside has something behind its end mark');
  }
}

function isLongName(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L';
}

async function readLongName(reader: ByteReader, header: TarHeader, names: LongNames): Promise<void> {
  if (header.size > longHeaderBytes) throw tooLarge(`it has a name of ${header.size} bytes`);
  const content = await readContent(reader, header.name, header.size, longHeaderBytes);
  if (header.type === 'L') names.gnu = once(names, decodeText(content).replace(/\0+$/, ''));
  else if (header.type === 'x') names.pax = once(names, parsePax(content));
  else if (['path', 'size', 'linkpath'].some((key) => parsePax(content).has(key)))
    throw corrupt('a global PAX header names files');
}

/** Two names for one entry are taken differently by different readers. */
function once<T>(names: LongNames, value: T): T {
  if (names.pax || names.gnu !== undefined) throw unsafe(names.gnu ?? names.pax?.get('path') ?? '', 'it has two names');
  return value;
}

function applyLongNames(header: TarHeader, names: LongNames): { path: string; size: number } {
  const path = names.gnu ?? names.pax?.get('path') ?? header.name;
  const paxSize = names.pax?.get('size');
  if (paxSize !== undefined && !/^[0-9]{1,15}$/.test(paxSize))
    throw corrupt(`the size of ${quoted(path)} is not a number`);
  names.pax = undefined;
  names.gnu = undefined;
  return { path, size: paxSize === undefined ? header.size : Number(paxSize) };
}

async function readContent(reader: ByteReader, path: string, size: number, limit: number): Promise<Buffer> {
  if (size > limit) throw tooLarge(`${quoted(path)} has ${size} bytes, more than ${limit}`, quoted(path));
  const whole = padded(size);
  const content = reader.takeNow(whole) ?? (await reader.take(whole));
  return content.subarray(0, size);
}

const refusedKinds: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
  K: 'a link with a long name',
  S: 'a sparse file',
};

function skipDirectory(type: string, path: string, size: number): void {
  const directory = type === '5' || (type === '0' && path.endsWith('/'));
  if (!directory || size !== 0)
    throw unsafe(path, `it is ${refusedKinds[type] ?? 'of an unknown kind'}, and only regular files are read`);
  checkDirectoryPath(path);
}
