import type { IndexEntry } from './entry.ts';
import { corrupt } from './problems.ts';

/** A member of which some objects are wanted, in their order. */
export interface MemberEntries {
  offset: number;
  length: number;
  entries: IndexEntry[];
}

/** Members that are fetched together. */
export interface MemberRange {
  offset: number;
  length: number;
  members: MemberEntries[];
}

/** Bytes of one GET. Larger ones are hardly faster and hold memory. */
const rangeBytes = 4 * 1024 * 1024;
/** Bytes that nobody wants, fetched rather than asking once more: what arrives in about one round trip. */
const gapBytes = 256 * 1024;

/** Groups entries by member, in the order of the archive. @throws {ArchiveError} when two entries disagree about a member. */
export function membersOf(entries: readonly IndexEntry[]): MemberEntries[] {
  const members = new Map<number, MemberEntries>();
  for (const entry of entries) {
    const member = members.get(entry.offset) ?? { offset: entry.offset, length: entry.length, entries: [] };
    if (member.length !== entry.length) throw corrupt('the index gives two lengths for one part of it');
    member.entries.push(entry);
    members.set(entry.offset, member);
  }
  for (const member of members.values()) member.entries.sort((a, b) => a.position - b.position);
  return [...members.values()].toSorted((a, b) => a.offset - b.offset);
}

/** Joins members that lie near each other. */
export function rangesOf(members: readonly MemberEntries[]): MemberRange[] {
  const ranges: MemberRange[] = [];
  let current: MemberRange | undefined;
  for (const member of members) {
    const end = member.offset + member.length;
    const near = current && member.offset - (current.offset + current.length) <= gapBytes;
    if (current && near && end - current.offset <= rangeBytes) {
      current.length = Math.max(current.length, end - current.offset);
      current.members.push(member);
    } else {
      current = { offset: member.offset, length: member.length, members: [member] };
      ranges.push(current);
    }
  }
  return ranges;
}
