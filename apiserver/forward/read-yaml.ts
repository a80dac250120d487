import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Pair, Tags, YAMLMap } from 'yaml';
import { parseSafe } from '../../kube/json/safe.ts';
import { tooLarge } from '../server/failures.ts';

export interface YamlBody {
  value: unknown;
  /** Keys that are there twice, as Go's YAML says it. */
  duplicates: string[];
}

/**
 * Bytes of YAML that are read at most, and brackets among them. Reading it takes a hundred times as long as JSON, up to 30 ms for so much, and everybody
 * else waits meanwhile. kubectl and client-go send JSON, also under the name of YAML.
 */
export const yamlLimit = 16 * 1024;
const maxBrackets = 4000;

/** Nodes that the aliases of a body may expand to: more is an attack (a "billion laughs"). */
const maxNodes = 100_000;

/**
 * Reads YAML as kube-apiserver does (YAML 1.1, without its times and base-60 numbers, into what JSON has). Undefined when it cannot be read.
 * @throws {StatusError} 413
 */
export function readYaml(body: Buffer): YamlBody | undefined {
  const text = body.toString('utf8', 0, yamlLimit);
  if (body.length > yamlLimit || text.split(/[[{]/).length > maxBrackets) {
    throw tooLarge(`YAML of more than ${yamlLimit} bytes or ${maxBrackets} brackets is not read; send JSON`);
  }
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, { ...options, lineCounter: lines });
    if (document.errors.length > 0) return undefined;
    const reading = { anchors: new Map(), duplicates: [], nodes: 0, lines };
    return { value: valueOf(document.contents, reading), duplicates: reading.duplicates };
  } catch {
    // Nested too deeply, or more than JSON can say.
    return undefined;
  }
}

const options = {
  version: '1.1',
  intAsBigInt: true,
  // Each would quote its line; nobody sees them, and a body can be made of errors.
  prettyErrors: false,
  // The check of the library takes the square of the number of keys.
  uniqueKeys: false,
  customTags: (tags: Tags): Tags =>
    tags.filter(
      (tag) => typeof tag === 'string' || (tag.format !== 'TIME' && tag.tag !== 'tag:yaml.org,2002:timestamp'),
    ),
} as const;

interface Reading {
  /** Values by the name of their anchor: what an alias means is the last one before it. */
  anchors: Map<string, unknown>;
  duplicates: string[];
  nodes: number;
  lines: LineCounter;
}

function valueOf(node: unknown, reading: Reading): unknown {
  if (++reading.nodes > maxNodes) throw new RangeError('too many nodes');
  if (isAlias(node)) return aliased(reading, node.source);
  const value = isMap(node) ? mapOf(node, reading) : isSeq(node) ? listOf(node.items, reading) : scalarOf(node);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    reading.anchors.set(node.anchor, value);
  }
  return value;
}

function aliased(reading: Reading, name: string): unknown {
  if (!reading.anchors.has(name)) throw new RangeError(`no anchor ${name}`);
  const value = reading.anchors.get(name);
  reading.nodes += sizeOf(value);
  if (reading.nodes > maxNodes) throw new RangeError('too many nodes');
  return value;
}

/** Nodes of a value, shared ones counted as often as they are there; no further than matters. */
function sizeOf(value: unknown, limit = maxNodes): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const member of Object.values(value)) {
    size += sizeOf(member, limit - size);
    if (size > limit) break;
  }
  return size;
}

function listOf(items: readonly unknown[], reading: Reading): unknown[] {
  return items.map((item) => valueOf(item, reading));
}

function mapOf(map: YAMLMap, reading: Reading): Record<string, unknown> {
  const members = new Map<string, unknown>();
  for (const pair of map.items) {
    if (isMerge(pair)) {
      for (const one of [valueOf(pair.value, reading)].flat()) addAll(members, one);
      continue;
    }
    const key = keyOf(pair.key);
    const value = valueOf(pair.value, reading);
    if (members.has(key.name)) reading.duplicates.push(twice(pair, key.written, reading.lines));
    members.set(key.name, value);
  }
  return Object.fromEntries(members);
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol') && (key.type ?? 'PLAIN') === 'PLAIN';
}

function addAll(members: Map<string, unknown>, merged: unknown): void {
  if (typeof merged !== 'object' || merged === null) throw new RangeError('only a map can be merged');
  for (const [key, value] of Object.entries(merged)) members.set(key, value);
}

/** A key as JSON has it, and as Go's YAML writes it in an error. */
function keyOf(key: unknown): { name: string; written: string } {
  const value = isScalar(key) ? key.value : key;
  if (typeof value === 'string') return { name: value, written: JSON.stringify(value) };
  if (['bigint', 'number', 'boolean'].includes(typeof value)) return { name: String(value), written: String(value) };
  throw new RangeError('a key that JSON cannot have');
}

/** Whole numbers beyond 2^53 stay as their own text. */
function scalarOf(node: unknown): unknown {
  const value = isScalar(node) ? node.value : node;
  if (typeof value === 'bigint') return parseSafe(value.toString());
  const isPlain = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  if (!isPlain) throw new RangeError('a value that JSON cannot have');
  return value;
}

function twice({ key, value }: Pair, written: string, lines: LineCounter): string {
  const [at] = [value, key].flatMap((node) => (isScalar(node) || isMap(node) || isSeq(node) ? (node.range ?? []) : []));
  return `line ${lines.linePos(at ?? 0).line}: key ${written} already set in map`;
}
