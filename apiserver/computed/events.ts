import { compare, indexOf } from './block.ts';
import type { Block, ComputedObject } from './block.ts';
import type { Change } from './history.ts';
import type { Query } from './query.ts';

export interface ObjectEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: ComputedObject;
}

/**
 * What a change means to a query: an event for each namespace that it touches. An object that no longer fits the selectors is deleted for who
 * watches by them, and the other way round.
 */
export function* eventsOf(change: Change, query: Query): Generator<ObjectEvent> {
  const { old, current, resourceVersion } = change;
  for (const { namespace, before, after } of pairs(change, query.namespace)) {
    const was = before >= 0 && selected(query, old, namespace);
    const is = after >= 0 && selected(query, current, namespace);
    if (is && current !== undefined) {
      yield { type: was ? 'MODIFIED' : 'ADDED', object: atVersion(current.object(after), resourceVersion) };
    } else if (was && old !== undefined) {
      yield { type: 'DELETED', object: atVersion(old.object(before), resourceVersion) };
    }
  }
}

interface Pair {
  namespace: string;
  /** Places among the namespaces of the old and the current block; -1 where it is not there. */
  before: number;
  after: number;
}

/** The namespaces of both blocks together, in order; or the one that is asked for. */
function* pairs({ old, current }: Change, only: string | undefined): Generator<Pair> {
  const both = [...(old?.namespaces ?? []), ...(current?.namespaces ?? [])];
  for (const namespace of only === undefined ? new Set(both.toSorted(compare)) : [only]) {
    yield { namespace, before: placeIn(old, namespace), after: placeIn(current, namespace) };
  }
}

function placeIn(block: Block | undefined, namespace: string): number {
  return block === undefined ? -1 : indexOf(block, namespace);
}

function selected(query: Query, block: Block | undefined, namespace: string): boolean {
  return block !== undefined && query.selects({ namespace, name: block.name, labels: block.labels });
}

/** An event carries the resourceVersion at which it happened: a watch goes on from there. */
function atVersion(object: ComputedObject, resourceVersion: number): ComputedObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } };
}
