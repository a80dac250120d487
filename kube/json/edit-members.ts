import { MalformedJson } from './malformed.ts';
import type { Pieces } from './pieces.ts';
import { scanObject, skipValue } from './scan.ts';
import { keyIndex } from './text.ts';
import type { Names } from './text.ts';

/** What to do with one member of an object. */
export interface MemberEdit {
  /** Leave it out; put `member` in its place or at the end; walk into its value, which is an object. */
  type: 'drop' | 'set' | 'inside';
  /** The bytes `"name":value`, for `set`, and for `inside` when the member is not there. */
  member: Buffer | undefined;
  /** For `inside`. */
  level: Level | undefined;
}

/** The edits of one object's members; all other members are copied. */
export interface Level {
  names: Names;
  edits: readonly MemberEdit[];
  /** Which of `names` the object at hand has; kept here so that an edit allocates nothing. */
  seen: Uint8Array;
}

/**
 * Puts the object at `offset`, edited, into `out`, and returns the offset behind it.
 * @throws {MalformedJson} also when an edited key is there twice.
 */
export function editMembers(bytes: Buffer, offset: number, level: Level, out: Pieces): number {
  level.seen.fill(0);
  let empty = true;
  const separate = (): void => {
    if (!empty) out.separate();
    empty = false;
  };
  out.copy(offset, offset + 1);
  const end = scanObject(bytes, offset, (keyStart, keyEnd, at) => {
    const edit = editFor(bytes, keyStart, keyEnd, level);
    if (edit?.level !== undefined && bytes[at] === 0x7b) {
      separate();
      out.copy(keyStart - 1, at);
      return editMembers(bytes, at, edit.level, out);
    }
    const valueEnd = skipValue(bytes, at);
    if (edit !== undefined) checkReplaceable(edit, bytes, at);
    if (edit?.type === 'drop') return valueEnd;
    separate();
    if (edit?.member === undefined) out.copy(keyStart - 1, valueEnd);
    else out.insert(edit.member);
    return valueEnd;
  });
  for (const [index, { member }] of level.edits.entries()) {
    if (level.seen[index] === 1 || member === undefined) continue;
    separate();
    out.insert(member);
  }
  out.copy(end - 1, end);
  return end;
}

function editFor(bytes: Buffer, keyStart: number, keyEnd: number, level: Level): MemberEdit | undefined {
  const index = keyIndex(bytes, keyStart, keyEnd, level.names);
  if (index < 0) return undefined;
  if (level.seen[index] === 1) throw new MalformedJson('a key that is there twice', keyStart);
  level.seen[index] = 1;
  return level.edits[index];
}

/** `metadata` and `labels` are objects, or null, which is the same as absent. */
function checkReplaceable(edit: MemberEdit, bytes: Buffer, at: number): void {
  if (edit.type === 'inside' && bytes[at] !== 0x6e) throw new MalformedJson('expected an object', at);
}
