import { servedGroup, twinGroup } from './twins.ts';

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const timestamp = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** Members that differ from object to object; whether they are there is compared, what they are is not. */
const opaque = new Set(['resourceVersion', 'continue']);

/** What only ours has, by design: the server fills in who asked. */
const added = new Set(['requester', 'f:requester']);

/**
 * A JSON value with everything replaced that must differ between two objects of twin kinds: group, UIDs, times, resourceVersions, the name of the check's namespace. What is left
 * must be equal.
 */
export function alike(value: unknown): unknown {
  if (typeof value === 'string') return alikeText(value);
  if (Array.isArray(value)) return value.map((item) => alike(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !added.has(key));
  return Object.fromEntries(members.map(([key, member]) => [alikeText(key), alikeMember(key, member)]));
}

export function alikeText(text: string): string {
  return (
    text
      .replaceAll(servedGroup, '<group>')
      .replaceAll(twinGroup, '<group>')
      .replaceAll(/\bc\d+-[0-9a-z]{6}\b/g, '<namespace>')
      .replaceAll(uuid, '<uid>')
      .replaceAll(timestamp, '<time>')
      // A patch that is refused tells the whole object, ours with its requester.
      .replaceAll(/Invalid value: "\{\\?"apiVersion[\s\S]*?\}": /g, 'Invalid value: "<object>": ')
      .replaceAll(/ResourceVersion in record \(\d+\)/g, 'ResourceVersion in record (<resourceVersion>)')
      // Offered for built-in types alone; where a list of media types is told, ours is shorter by it.
      .replaceAll(', application/vnd.kubernetes.protobuf', '')
  );
}

function alikeMember(key: string, member: unknown): unknown {
  if (key === 'managedFields' && Array.isArray(member))
    return inOrder((member as unknown[]).map((each) => alike(each)));
  if (key === 'cells' && Array.isArray(member)) return (member as unknown[]).map((cell) => alikeCell(cell));
  if (opaque.has(key) && typeof member === 'string' && member !== '') return `<${key}>`;
  return alike(member);
}

/** A cell of a Table. Ages are counted in seconds, of which one may end between two requests. */
function alikeCell(cell: unknown): unknown {
  return typeof cell === 'string' && /^\d+(?:s|m(?:\d+s)?)$/.test(cell) ? '<age>' : alike(cell);
}

/** Entries come by their time, of which a second is the smallest part: two writes may be in the same one, or not. */
function inOrder(entries: readonly unknown[]): unknown[] {
  return entries.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
