import { corrupt } from '../problems.ts';

/** What a header block says, its text fields decoded. */
export interface TarHeader {
  /** One character; an old file's NUL is '0' here. */
  type: string;
  name: string;
  size: number;
}

const magic = 'ustar';

/** Reads a header block that is not all zeros. Undefined when it is no header at all. @throws {ArchiveError} for a damaged one. */
export function parseHeader(block: Buffer): TarHeader | undefined {
  if (!hasChecksum(block) || block.toString('latin1', 257, 262) !== magic) return undefined;
  const isPosix = block[262] === 0;
  const prefix = isPosix ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    name: prefix ? `${prefix}/${name}` : name,
    size: parseSize(block.subarray(124, 136)),
  };
}

/** Compared in pieces: this is also asked of gigabytes of zeros. */
export function isZero(bytes: Buffer): boolean {
  if (bytes[0] !== 0) return bytes.length === 0;
  for (let offset = 0; offset < bytes.length; offset += zeros.length) {
    const piece = bytes.subarray(offset, offset + zeros.length);
    if (!piece.equals(zeros.subarray(0, piece.length))) return false;
  }
  return true;
}

const zeros = Buffer.alloc(64 * 1024);

/** Decodes text that must be UTF-8. */
export function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw corrupt('a name in it is not UTF-8', error);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The sum of all bytes, its own field counted as spaces. */
function hasChecksum(block: Buffer): boolean {
  let sum = 8 * 32;
  for (let index = 0; index < 148; index += 1) sum += block[index] ?? 0;
  for (let index = 156; index < block.length; index += 1) sum += block[index] ?? 0;
  return sum === parseOctal(block.subarray(148, 156));
}

function text(block: Buffer, offset: number, length: number): string {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return decodeText(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or (GNU, for 8 GiB and more) big-endian binary with the top bit set. */
function parseSize(field: Buffer): number {
  const binary = field[0] === 0x80;
  const size = binary ? Number(field.readBigUInt64BE(4)) : parseOctal(field);
  if (size === undefined || !Number.isSafeInteger(size) || (binary && field.readUInt32BE(0) !== 0x80000000))
    throw corrupt('the size of an entry is not a number');
  return size;
}

function parseOctal(field: Buffer): number | undefined {
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString('latin1'))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits || '0', 8);
}
