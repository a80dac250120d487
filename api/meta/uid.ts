/**
 * Maps the UID of a record to the UID of the served object, and back: the function is its own inverse, and never returns its input.
 * The two must differ because the garbage collector's graph is keyed by UID alone; one UID under two kinds breaks it silently.
 *
 * @throws RangeError when `uid` is not an RFC 4122 UUID in its usual form.
 */
export function mapUid(uid: string): string {
  if (!uuid.test(uid)) throw new RangeError(`cannot map the UID ${JSON.stringify(uid)}: it is not a UUID`);
  const hex = uid.replaceAll('-', '').toLowerCase();
  let mapped = '';
  for (let byte = 0; byte < 16; byte++) {
    const value = Number.parseInt(hex.slice(byte * 2, byte * 2 + 2), 16) ^ (mask[byte] ?? 0);
    mapped += value.toString(16).padStart(2, '0');
  }
  return [mapped.slice(0, 8), mapped.slice(8, 12), mapped.slice(12, 16), mapped.slice(16, 20), mapped.slice(20)].join(
    '-',
  );
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The first 14 bytes of SHA-256("stowage.dev"), laid over bytes 0-5, 7 and 9-15. Bytes 6 and 8 hold the UUID's version and variant and
 * stay as they are. Never change it: UIDs that clients have seen would change with it.
 */
const mask: readonly number[] = [
  0x10, 0xae, 0xe8, 0xfb, 0x09, 0x3e, 0x00, 0x5c, 0x00, 0x7e, 0x7d, 0xc1, 0x61, 0xe0, 0x03, 0x63,
];
