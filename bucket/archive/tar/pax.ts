import { unsafe } from '../paths.ts';
import { decodeText } from './parse-header.ts';
import { corrupt } from '../problems.ts';

/** Records of a PAX header: `<length> <key>=<value>\n`, where length counts the whole record. @throws {ArchiveError} */
export function parsePax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let offset = 0; offset < bytes.length;) {
    const space = bytes.indexOf(0x20, offset);
    const digits = bytes.toString('latin1', offset, Math.max(space, offset));
    const length = /^[1-9][0-9]{0,8}$/.test(digits) ? Number(digits) : 0;
    const end = offset + length;
    if (length <= digits.length + 1 || end > bytes.length || bytes[end - 1] !== 0x0a)
      throw corrupt('a PAX header in it is not well-formed');
    const record = decodeText(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (equals <= 0) throw corrupt('a PAX header in it is not well-formed');
    addRecord(records, record.slice(0, equals), record.slice(equals + 1));
    offset = end;
  }
  return records;
}

function addRecord(records: Map<string, string>, key: string, value: string): void {
  if (key.startsWith('GNU.sparse.')) throw unsafe(value, 'it is a sparse file');
  if (key === 'path' && records.has(key)) throw unsafe(value, 'it has two names');
  records.set(key, value);
}
