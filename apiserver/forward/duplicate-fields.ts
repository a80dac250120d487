import { scanArray, scanObject, skipSpace, skipValue } from '../../kube/json/scan.ts';

/**
 * Finds the keys that an object has twice, as Kubernetes' strict decoder words it: `duplicate field "spec.ttl"`. JSON.parse keeps the
 * last one and says nothing, so the words have to come from the bytes.
 * @throws {MalformedJson}
 */
export function duplicateFields(json: Buffer): string[] {
  const found: string[] = [];
  // The whole grammar and the depth are checked first: the walk below recurses.
  skipValue(json, skipSpace(json, 0));
  walk(json, skipSpace(json, 0), { path: '', found });
  return found.map((path) => `duplicate field ${JSON.stringify(path)}`);
}

interface Place {
  path: string;
  found: string[];
}

function walk(json: Buffer, at: number, place: Place): number {
  if (json[at] === 0x7b) return walkObject(json, at, place);
  if (json[at] === 0x5b) return walkArray(json, at, place);
  return skipValue(json, at);
}

function walkObject(json: Buffer, at: number, { path, found }: Place): number {
  const seen = new Set<string>();
  return scanObject(json, at, (keyStart, keyEnd, value) => {
    const key = JSON.parse(`"${json.toString('utf8', keyStart, keyEnd)}"`) as string;
    const inner = path === '' ? key : `${path}.${key}`;
    if (seen.has(key)) found.push(inner);
    seen.add(key);
    return walk(json, value, { path: inner, found });
  });
}

function walkArray(json: Buffer, at: number, { path, found }: Place): number {
  let index = 0;
  return scanArray(json, at, (item) => walk(json, item, { path: `${path}[${index++}]`, found }));
}
