import { mapUid } from '../../api/meta/uid.ts';

/** The same as `mapUid`, but what is no UUID stays as it is: it names nothing, and kube-apiserver says so in its own words. */
export function mapAnyUid(uid: string): string {
  return uuid.test(uid) ? mapUid(uid) : uid;
}

/** Maps every UUID in a text. */
export function mapUidsIn(text: string): string {
  return text.replaceAll(uuids, mapUid);
}

/**
 * `mapUid` over the bytes of a UUID of kube-apiserver's, which are in lower case: a list has one in each of its objects.
 * @throws {RangeError} when the 36 bytes at `start` are no UUID
 */
export function mapUidBytes(json: Buffer, start: number): Buffer {
  const mapped = Buffer.allocUnsafe(uuidLength);
  for (let at = 0; at < uuidLength; at++) {
    const byte = json[start + at] ?? 0;
    const digit = values[byte] ?? -1;
    const isDash = mask[at] === -1;
    if (isDash ? byte !== dash : digit === -1) {
      throw new RangeError(`${JSON.stringify(json.toString('utf8', start, start + uuidLength))} is not a UUID`);
    }
    mapped[at] = isDash ? dash : (digits[digit ^ (mask[at] ?? 0)] ?? 0);
  }
  return mapped;
}

export const uuidLength = 36;
const dash = 0x2d;
const digits = Buffer.from('0123456789abcdef', 'latin1');
/** Of each byte as a digit; -1 for any other. */
const values = Int8Array.from({ length: 256 }, (_, byte) => digits.indexOf(byte));
/** The mapping is an exclusive or: what it makes of zero is the other side of it. -1 for a dash. */
const mask = Int8Array.from(
  mapUid('00000000-0000-0000-0000-000000000000'),
  (digit) => values[digit.charCodeAt(0)] ?? -1,
);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuids = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
