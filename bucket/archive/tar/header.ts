/** Tar works in blocks. */
export const blockBytes = 512;

const ustarNameBytes = 100;
const ustarPrefixBytes = 155;

/** Writes headers of regular files, mode 0755 as Velero does, all of one time. */
export class HeaderWriter {
  readonly #template: Buffer;
  readonly #templateSum: number;

  constructor(mtime: Date) {
    this.#template = templateHeader(mtime);
    this.#templateSum = sum(this.#template);
  }

  /** Bytes that `write` will use for this path: 512, or 1536 and more when the path needs a PAX header. */
  size(path: string): number {
    return fits(path) ? blockBytes : 2 * blockBytes + padded(paxRecord(path).length);
  }

  /** Writes the header of a file at an offset and returns the offset behind it. */
  write(target: Buffer, offset: number, path: string, size: number): number {
    if (fits(path)) return this.#block(target, offset, { path, size, type: regularFile });
    const record = paxRecord(path);
    const body = this.#block(target, offset, { path: 'PaxHeaders/path', size: record.length, type: paxHeader });
    target.fill(0, body, body + padded(record.length));
    record.copy(target, body);
    // Readers that know PAX do not look at this name.
    return this.#block(target, body + padded(record.length), { path: 'resources/long-name', size, type: regularFile });
  }

  #block(target: Buffer, offset: number, file: { path: string; size: number; type: number }): number {
    this.#template.copy(target, offset);
    const split = splitPath(file.path);
    let total = this.#templateSum + file.type;
    total += writeText(target, offset, split.name);
    total += writeText(target, offset + 124, octal(file.size, 11));
    total += writeText(target, offset + 345, split.prefix);
    target[offset + 156] = file.type;
    target.write(`${octal(total, 6)}\0 `, offset + 148, 'latin1');
    return offset + blockBytes;
  }
}

/** Rounds up to whole blocks. */
export function padded(size: number): number {
  return Math.ceil(size / blockBytes) * blockBytes;
}

const regularFile = 0x30;
const paxHeader = 0x78;

/** Checksums count their own field as spaces. */
function templateHeader(mtime: Date): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write('0000755\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${octal(Math.floor(mtime.getTime() / 1000), 11)}\0`, 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write('0000000\0', 329, 'latin1');
  header.write('0000000\0', 337, 'latin1');
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** Returns the sum of the bytes, for the checksum. */
function writeText(target: Buffer, offset: number, text: string): number {
  let total = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    target[offset + index] = code;
    total += code;
  }
  return total;
}

function sum(block: Buffer): number {
  return block.reduce((total, byte) => total + byte, 0);
}

function fits(path: string): boolean {
  return isAscii(path) && splitPath(path).name.length <= ustarNameBytes;
}

function isAscii(path: string): boolean {
  for (let index = 0; index < path.length; index += 1) if (path.charCodeAt(index) > 0x7e) return false;
  return true;
}

/** A long path is cut at the last slash that leaves a prefix which fits; the name may then still be too long. */
function splitPath(path: string): { prefix: string; name: string } {
  if (path.length <= ustarNameBytes) return { prefix: '', name: path };
  const slash = path.lastIndexOf('/', ustarPrefixBytes);
  return { prefix: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

/** `<length> path=<path>\n`, where the length counts its own digits. */
function paxRecord(path: string): Buffer {
  const rest = ` path=${path}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}
