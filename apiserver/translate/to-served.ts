import { recordApiVersion, servedApiVersion } from '../../api/groups.ts';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import { scanArray, scanObject, skipString } from '../../kube/json/scan.ts';
import { skipTrusted } from '../../kube/json/skip.ts';
import type { Edits } from './edits.ts';
import { lastAppliedAnnotation, servedLastApplied } from './last-applied.ts';
import { servedKind } from './names.ts';
import { mapAnyUid, mapUidBytes, uuidLength } from './uid.ts';

/*
 * From what kube-apiserver says of records to what we say of the objects. Done on the bytes: only the few values that differ are
 * replaced, so numbers, key order and white space stay as they came, and the cost is a scan.
 *
 * Changed are apiVersion and kind, metadata.uid, metadata.ownerReferences of our kinds and the apiVersion of metadata.managedFields; in
 * objects, in the items of lists and in the objects of Table rows. The annotation kubectl.kubernetes.io/last-applied-configuration
 * stays as the client wrote it (last-applied.ts).
 */

/** Translates an element of a list: an item, or a row of a Table. Returns the offset behind it. */
export type TranslateElement = (json: Buffer, edits: Edits, at: number) => number;

/** What to do with the elements of a top-level list of this key (`items`, `rows`). Undefined for any other key. */
export function elementOf(key: string): TranslateElement | undefined {
  if (key === 'items') return translateObject;
  return key === 'rows' ? translateRow : undefined;
}

function translateRow(json: Buffer, edits: Edits, at: number): number {
  return scanObject(json, at, (keyStart, keyEnd, value) =>
    is(json, keyStart, keyEnd, keys.object) ? translateObject(json, edits, value) : skipTrusted(json, value),
  );
}

function translateObject(json: Buffer, edits: Edits, at: number): number {
  if (json[at] !== 0x7b) return skipTrusted(json, at);
  return scanObject(json, at, (keyStart, keyEnd, value) =>
    translateMember(json, edits, { keyStart, keyEnd, at: value }),
  );
}

/** A member of an object, by offsets. */
export interface Member {
  keyStart: number;
  keyEnd: number;
  /** Of the value. */
  at: number;
}

/** Translates a member of an object. Returns the offset behind its value. @throws {MalformedJson} */
export function translateMember(json: Buffer, edits: Edits, { keyStart, keyEnd, at }: Member): number {
  if (is(json, keyStart, keyEnd, keys.metadata) && json[at] === 0x7b) return translateMetadata(json, edits, at);
  if (is(json, keyStart, keyEnd, keys.apiVersion)) return version(json, edits, at);
  if (is(json, keyStart, keyEnd, keys.kind)) return kind(json, edits, at);
  return skipTrusted(json, at);
}

function translateMetadata(json: Buffer, edits: Edits, at: number): number {
  return scanObject(json, at, (keyStart, keyEnd, value) => {
    const begins = json[value];
    if (begins === 0x22)
      return is(json, keyStart, keyEnd, keys.uid) ? uid(json, edits, value) : skipTrusted(json, value);
    if (begins === 0x5b) return list(json, edits, { keyStart, keyEnd, at: value });
    const annotated = begins === 0x7b && is(json, keyStart, keyEnd, keys.annotations);
    return annotated ? translateAnnotations(json, edits, value) : skipTrusted(json, value);
  });
}

/** A list of metadata's. */
function list(json: Buffer, edits: Edits, { keyStart, keyEnd, at }: Member): number {
  if (is(json, keyStart, keyEnd, keys.managedFields)) {
    return scanArray(json, at, (item) => translateManager(json, edits, item));
  }
  if (is(json, keyStart, keyEnd, keys.ownerReferences)) {
    return scanArray(json, at, (item) => translateOwner(json, edits, item));
  }
  return skipTrusted(json, at);
}

function uid(json: Buffer, edits: Edits, at: number): number {
  const end = skipString(json, at);
  if (end - at - 2 !== uuidLength) throw new RangeError(`a UID of ${end - at - 2} characters is not a UUID`);
  edits.replace(at + 1, end - 1, mapUidBytes(json, at + 1));
  return end;
}

/** As kube-apiserver begins a record that it writes into the annotation: keys are sorted. */
const appliedRecord = Buffer.from(JSON.stringify(`{"apiVersion":"${recordApiVersion}"`).slice(0, -1));

function translateAnnotations(json: Buffer, edits: Edits, at: number): number {
  return scanObject(json, at, (keyStart, keyEnd, value) => {
    const end = skipTrusted(json, value);
    const isRecord = is(json, keyStart, keyEnd, keys.lastApplied) && startsWith(json, value, appliedRecord);
    if (!isRecord) return end;
    const served = servedLastApplied(JSON.parse(json.toString('utf8', value, end)) as string);
    if (served !== undefined) edits.replace(value, end, Buffer.from(JSON.stringify(served)));
    return end;
  });
}

/** An owner of ours has another kind and UID as well; any other stays. Clients write owners: a UID that is none must not be in the way of a whole list. */
function translateOwner(json: Buffer, edits: Edits, at: number): number {
  const end = skipTrusted(json, at);
  const owner = parseSafe(json.toString('utf8', at, end)) as Record<string, unknown>;
  if (owner['apiVersion'] !== recordApiVersion) return end;
  const { kind: ownerKind, uid: ownerUid } = owner;
  const served = {
    apiVersion: servedApiVersion,
    kind: servedKind(String(ownerKind)) ?? ownerKind,
    uid: mapAnyUid(String(ownerUid)),
  };
  edits.replace(at, end, Buffer.from(stringifySafe({ ...owner, ...served })));
  return end;
}

function translateManager(json: Buffer, edits: Edits, at: number): number {
  return scanObject(json, at, (keyStart, keyEnd, value) =>
    is(json, keyStart, keyEnd, keys.apiVersion) ? version(json, edits, value) : skipTrusted(json, value),
  );
}

function version(json: Buffer, edits: Edits, at: number): number {
  const end = skipTrusted(json, at);
  if (is(json, at, end, recordVersion)) edits.replace(at, end, servedVersion);
  return end;
}

/** The values meant here have no escapes; one that has is none of ours. */
function kind(json: Buffer, edits: Edits, at: number): number {
  const end = skipTrusted(json, at);
  const served = servedKind(json.toString('latin1', at + 1, end - 1));
  if (served !== undefined) edits.replace(at + 1, end - 1, Buffer.from(served));
  return end;
}

const recordVersion = Buffer.from(JSON.stringify(recordApiVersion));
const servedVersion = Buffer.from(JSON.stringify(servedApiVersion));

const keys = {
  apiVersion: Buffer.from('apiVersion'),
  kind: Buffer.from('kind'),
  metadata: Buffer.from('metadata'),
  object: Buffer.from('object'),
  uid: Buffer.from('uid'),
  annotations: Buffer.from('annotations'),
  ownerReferences: Buffer.from('ownerReferences'),
  managedFields: Buffer.from('managedFields'),
  lastApplied: Buffer.from(lastAppliedAnnotation),
};

/** Whether the key between these offsets is this one: compared byte by byte, since making a string of each key is what costs most. */
function is(json: Buffer, keyStart: number, keyEnd: number, key: Buffer): boolean {
  return keyEnd - keyStart === key.length && startsWith(json, keyStart, key);
}

function startsWith(json: Buffer, at: number, bytes: Buffer): boolean {
  for (let offset = 0; offset < bytes.length; offset++) {
    if (json[at + offset] !== bytes[offset]) return false;
  }
  return true;
}
