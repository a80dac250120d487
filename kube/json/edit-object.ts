import { editMembers } from './edit-members.ts';
import type { Level, MemberEdit } from './edit-members.ts';
import { Pieces } from './pieces.ts';
import { expectEnd, skipSpace } from './scan.ts';
import { names } from './text.ts';

/** Changes to an object's bytes. What is not named is copied byte for byte, numbers of any size included. */
export interface ObjectEdits {
  /** Top-level keys to leave out, such as `status`. */
  readonly dropTop?: readonly string[];
  readonly dropMetadata?: readonly string[];
  /** JSON values. */
  readonly setMetadata?: Readonly<Record<string, unknown>>;
  /** Added to the object's own, and winning over them. */
  readonly addLabels?: Readonly<Record<string, string>>;
}

/** What the server fills in by itself, or what points to objects that are no more: left out when an object is created anew. */
export const serverMetadata: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'selfLink',
  'generateName',
  'managedFields',
];

/**
 * The object with the edits made. Keep the `edits` object and use it again for other objects: it is prepared once.
 * @throws {MalformedJson} also when an edited key is there twice: parsers differ in which of the two counts.
 */
export function editObject(object: Buffer, edits: ObjectEdits): Buffer {
  const pieces = new Pieces(object);
  expectEnd(object, editMembers(object, skipSpace(object, 0), prepare(edits), pieces));
  return pieces.join();
}

const prepared = new WeakMap<ObjectEdits, Level>();

function prepare(edits: ObjectEdits): Level {
  const known = prepared.get(edits);
  if (known !== undefined) return known;
  const metadata = memberEdits(edits.dropMetadata, edits.setMetadata);
  putInside(metadata, 'labels', memberEdits([], edits.addLabels));
  const top = memberEdits(edits.dropTop);
  putInside(top, 'metadata', metadata);
  const level = levelOf(top);
  prepared.set(edits, level);
  return level;
}

function memberEdits(
  drop: readonly string[] = [],
  set: Readonly<Record<string, unknown>> = {},
): Map<string, MemberEdit> {
  const edits = new Map<string, MemberEdit>();
  for (const name of drop) edits.set(name, { type: 'drop', member: undefined, level: undefined });
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined) continue;
    edits.set(name, { type: 'set', member: memberBytes(name, JSON.stringify(value)), level: undefined });
  }
  return edits;
}

function putInside(edits: Map<string, MemberEdit>, name: string, inner: Map<string, MemberEdit>): void {
  if (inner.size === 0) return;
  const members = [...inner.values()].flatMap(({ member }) => (member === undefined ? [] : [member.toString()]));
  const member = members.length === 0 ? undefined : memberBytes(name, `{${members.join(',')}}`);
  edits.set(name, { type: 'inside', member, level: levelOf(inner) });
}

function levelOf(edits: Map<string, MemberEdit>): Level {
  return { names: names(...edits.keys()), edits: [...edits.values()], seen: new Uint8Array(edits.size) };
}

function memberBytes(name: string, json: string): Buffer {
  return Buffer.from(`${JSON.stringify(name)}:${json}`);
}
