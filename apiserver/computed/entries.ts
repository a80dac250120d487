import { compare, indexOf, lowerBound } from './block.ts';
import type { Block } from './block.ts';
import type { Query } from './query.ts';

/** An object, not yet made: that of `block.namespaces[index]`. */
export interface Entry {
  block: Block;
  index: number;
}

/** Where an entry stands: entries are in the order of their namespaces, then of their names. */
export interface Position {
  namespace: string;
  name: string;
}

/** Blocks that are looked at before the caller may see to other things. */
const stride = 500;

/**
 * The entries that a query selects, behind a position. `undefined` comes now and then, for a caller that must not be kept for long: going through
 * ten thousand blocks takes some milliseconds for each namespace.
 */
export function* entries(
  blocks: readonly Block[],
  query: Query,
  after?: Position,
): Generator<Entry | undefined, void, undefined> {
  for (const namespace of yield* namespacesOf(blocks, query)) {
    const order = after === undefined ? 1 : compareNamespaces(namespace, after.namespace);
    if (order < 0) continue;
    yield* inNamespace(blocks, query, { namespace, after: order === 0 ? after?.name : undefined });
  }
}

export function positionOf({ block, index }: Entry): Position {
  return { namespace: block.namespaces[index] ?? '', name: block.name };
}

function* inNamespace(
  blocks: readonly Block[],
  query: Query,
  { namespace, after }: { namespace: string; after: string | undefined },
): Generator<Entry | undefined, void, undefined> {
  const first =
    after === undefined ? 0 : lowerBound(blocks.length, (at) => compare(blocks[at]?.name ?? '', after) <= 0);
  for (let at = first; at < blocks.length; at++) {
    if ((at - first) % stride === stride - 1) yield undefined;
    const block = blocks[at];
    if (block === undefined || (query.name !== undefined && query.name !== block.name)) continue;
    const index = indexOf(block, namespace);
    if (index >= 0 && query.selects({ namespace, name: block.name, labels: block.labels })) yield { block, index };
  }
}

/** The namespaces in which there may be something, in order. */
function* namespacesOf(blocks: readonly Block[], query: Query): Generator<undefined, string[], undefined> {
  if (query.namespace !== undefined) return [query.namespace];
  const before = knownNamespaces.get(blocks);
  if (before !== undefined) return before;
  const found = new Set<string>();
  let looked = 0;
  for (const block of blocks) {
    for (const namespace of block.namespaces) found.add(namespace);
    looked += block.namespaces.length + 1;
    if (looked < stride * 20) continue;
    looked = 0;
    yield undefined;
  }
  const sorted = [...found].toSorted(compareNamespaces);
  knownNamespaces.set(blocks, sorted);
  return sorted;
}

/** Pages of one list ask for them again and again. */
const knownNamespaces = new WeakMap<readonly Block[], string[]>();

/** etcd's order of keys, in which a slash stands behind the namespace: `a-b` comes before `a`. */
function compareNamespaces(a: string, b: string): number {
  return compare(`${a}/`, `${b}/`);
}
