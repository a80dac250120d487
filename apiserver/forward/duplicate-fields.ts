import { scanArray, scanObject, skipSpace, skipValue } from '../../kube/json/scan.ts';

/** A key that an object has twice. */
export interface Twice {
  /** As Kubernetes writes it: `spec.list[0].key`. */
  path: string;
  key: string;
  /** Offset of the later value. */
  at: number;
}

/**
 * Finds the keys that an object has twice, as Kubernetes' strict decoder words it: `duplicate field "spec.ttl"`. JSON.parse keeps the
 * last one and says nothing, so the words have to come from the bytes.
 * @throws {MalformedJson}
 */
export function duplicateFields(json: Buffer): string[] {
  return fieldsTwice(json).map(({ path }) => `duplicate field ${JSON.stringify(path)}`);
}

/** The same with where they are. @throws {MalformedJson} */
export function fieldsTwice(json: Buffer): Twice[] {
  const found: Twice[] = [];
  // The whole grammar and the depth are checked first: the walk below recurses.
  skipValue(json, skipSpace(json, 0));
  walk(json, skipSpace(json, 0), { found });
  return found;
}

/** Where the walk is. A path is put together only when there is something to say of it: a body has a hundred thousand members. */
interface Place {
  found: Twice[];
  parent?: Place;
  step?: string;
}

function walk(json: Buffer, at: number, place: Place): number {
  if (json[at] === 0x7b) return walkObject(json, at, place);
  if (json[at] === 0x5b) return walkArray(json, at, place);
  return skipValue(json, at);
}

function walkObject(json: Buffer, at: number, parent: Place): number {
  const { found } = parent;
  const seen = new Set<string>();
  return scanObject(json, at, (keyStart, keyEnd, value) => {
    const key = keyBetween(json, keyStart, keyEnd);
    if (seen.has(key)) found.push({ path: pathOf({ found, parent, step: key }), key, at: value });
    seen.add(key);
    return isContainer(json, value) ? walk(json, value, { found, parent, step: key }) : skipValue(json, value);
  });
}

function walkArray(json: Buffer, at: number, parent: Place): number {
  const { found } = parent;
  let index = 0;
  return scanArray(json, at, (item) => {
    const step = `[${index++}]`;
    return isContainer(json, item) ? walk(json, item, { found, parent, step }) : skipValue(json, item);
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
