import { gzipSync } from 'node:zlib';

/** A tar entry in which everything can be wrong. */
export interface RawEntry {
  name?: string | Buffer;
  type?: string;
  content?: Buffer | string;
  /** Overrides what the header says. */
  size?: number | Buffer;
  prefix?: string;
  linkname?: string;
  magic?: string;
  /** Overrides the checksum. */
  checksum?: string;
}

export const endMark = Buffer.alloc(1024);

/** Bytes of one entry: header, content, padding. */
export function rawEntry(entry: RawEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const header = Buffer.alloc(512);
  Buffer.from(entry.name ?? 'resources/pods/namespaces/a/b.json').copy(header, 0, 0, 100);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  const size = entry.size ?? content.length;
  (Buffer.isBuffer(size) ? size : Buffer.from(`${size.toString(8).padStart(11, '0')}\0`)).copy(header, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(entry.type ?? '0', 156);
  header.write(entry.linkname ?? '', 157);
  header.write(entry.magic ?? 'ustar\x0000', 257);
  header.write(entry.prefix ?? '', 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(entry.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A PAX header with these records. */
export function paxEntry(records: Record<string, string>, type = 'x'): Buffer {
  const text = Object.entries(records).map(([key, value]) => paxRecord(` ${key}=${value}\n`));
  return rawEntry({ name: 'PaxHeaders/x', type, content: text.join('') });
}

function paxRecord(rest: string): string {
  let length = Buffer.byteLength(rest) + 1;
  while (`${length}${rest}`.length + Buffer.byteLength(rest) - rest.length > length) length += 1;
  return `${length}${rest}`;
}

/** A whole archive, with `metadata/version` first and the end mark. */
export function tarGz(...entries: Buffer[]): Buffer {
  return gzipSync(Buffer.concat([versionEntry, ...entries, endMark]));
}

export const versionEntry = rawEntry({ name: 'metadata/version', content: '1.1.0\n' });
export const goodJson = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b","namespace":"a"}}';
