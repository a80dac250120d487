import { tooLarge } from '../server/failures.ts';
import { scanArray, scanObject, skipSpace, skipValue } from '../../kube/json/scan.ts';

/** A key that an object has twice. */
export interface Twice {
  /** As Kubernetes writes it: `spec.list[0].key`. */
  path: string;
  key: string;
  /** Offset of the later value. */
  at: number;
}

/** As Kubernetes' strict decoder words it: `duplicate field "spec.ttl"`. */
export function duplicateFields(twice: readonly Twice[]): string[] {
  return twice.map(({ path }) => `duplicate field ${JSON.stringify(path)}`);
}

/**
 * Names that the members of a body may have. Objects that fit our schemas have a few hundred different ones, a few thousand with labels and annotations;
 * for each that is new JavaScript makes the shape of the object anew, which takes ten times as long as a name that it knows.
 */
const maxNames = 10_000;

/** Finds the keys that an object has twice. @throws {MalformedJson} @throws {StatusError} 413 for an object of too many names */
export function fieldsTwice(json: Buffer): Twice[] {
  const walked = { found: [], names: new Set<string>() };
  // The whole grammar and the depth are checked first: the walk below recurses.
  skipValue(json, skipSpace(json, 0));
  walk(json, skipSpace(json, 0), { walked });
  return walked.found;
}

interface Walked {
  found: Twice[];
  names: Set<string>;
}

/** Where the walk is. A path is put together only when there is something to say of it: a body has a hundred thousand members. */
interface Place {
  walked: Walked;
  parent?: Place;
  step?: string;
}

function walk(json: Buffer, at: number, place: Place): number {
  if (json[at] === 0x7b) return walkObject(json, at, place);
  if (json[at] === 0x5b) return walkArray(json, at, place);
  return skipValue(json, at);
}

function walkObject(json: Buffer, at: number, parent: Place): number {
  const { walked } = parent;
  const { found, names } = walked;
  const seen = new Set<string>();
  return scanObject(json, at, (keyStart, keyEnd, value) => {
    const key = keyBetween(json, keyStart, keyEnd);
    if (seen.has(key)) found.push({ path: pathOf({ walked, parent, step: key }), key, at: value });
    seen.add(key);
    if (names.add(key).size > maxNames)
      throw tooLarge(`an object of more than ${maxNames} different names is not read`);
    return isContainer(json, value) ? walk(json, value, { walked, parent, step: key }) : skipValue(json, value);
  });
}

function walkArray(json: Buffer, at: number, parent: Place): number {
  const { walked } = parent;
  let index = 0;
  return scanArray(json, at, (item) => {
    const step = `[${index++}]`;
    return isContainer(json, item) ? walk(json, item, { walked, parent, step }) : skipValue(json, item);
  });
}

function isContainer(json: Buffer, at: number): boolean {
  return json[at] === 0x7b || json[at] === 0x5b;
}

function keyBetween(json: Buffer, start: number, end: number): string {
  const text = json.toString('utf8', start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

function pathOf({ parent, step = '' }: Place): string {
  const before = parent === undefined ? '' : pathOf(parent);
  return before === '' || step.startsWith('[') ? before + step : `${before}.${step}`;
}
