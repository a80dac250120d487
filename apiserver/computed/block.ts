import type { ObjectMeta } from '../../api/meta/object-meta.ts';

/** An object that is made here. Without spec where its kind has none. */
export interface ComputedObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & { name: string };
  spec?: unknown;
  status: unknown;
}

/**
 * What one stored state contributes: an object in each of its namespaces, all of one name. Only what is needed to make them is kept; they are
 * made when somebody asks. Never changed once it is in a view.
 */
export interface Block {
  /** No two blocks of a view have the same. */
  name: string;
  /** Of the stored state, and so of its objects. */
  resourceVersion: number;
  /** In their order, each once. `['']` for a kind that is in none. */
  namespaces: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** The object in `namespaces[index]`. */
  object(index: number): ComputedObject;
}

/** Place of a namespace among a block's; -1 when it is not there. */
export function indexOf({ namespaces }: Block, namespace: string): number {
  const at = lowerBound(namespaces.length, (index) => compare(namespaces[index] ?? '', namespace) < 0);
  return namespaces[at] === namespace ? at : -1;
}

/** The order of names, which are ASCII: that of their bytes. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The first of `length` places, in order, that is not `before`. */
export function lowerBound(length: number, before: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
