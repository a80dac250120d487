import { Bell } from './bell.ts';
import { compare, lowerBound } from './block.ts';
import type { Block } from './block.ts';
import { History } from './history.ts';
import type { Change, HistoryLimits } from './history.ts';

/** All blocks at one moment, by name. */
export interface Snapshot {
  resourceVersion: number;
  blocks: readonly Block[];
}

/** Some 10 MB of what is no longer current, and more changes than a client misses while it connects again. */
const defaultLimits: HistoryLimits = { changes: 2_000, namespaces: 500_000 };

/**
 * What a computed kind consists of, at the resourceVersion up to which the stored state is known, and how it came to be that. All reads are of
 * one moment: blocks are replaced, never changed.
 */
export class View {
  readonly #history: History;
  readonly #onChange = new Bell();
  readonly #onProgress = new Set<() => void>();
  #blocks: readonly Block[] = [];
  #resourceVersion = 0;
  #floor = 0;
  #generation = 0;

  constructor(limits: HistoryLimits = defaultLimits) {
    this.#history = new History(limits);
  }

  /** False until the stored state has been read for the first time: then nothing may be said. */
  get synced(): boolean {
    return this.#generation > 0;
  }

  /** Counts the beginnings: a place in the history is good in its own generation alone. */
  get generation(): number {
    return this.#generation;
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  /** What happened after this resourceVersion is known; what happened before may not be. */
  get floor(): number {
    return this.#floor;
  }

  /** Number of the change that comes next. */
  get end(): number {
    return this.#history.end;
  }

  now(): Snapshot {
    return { resourceVersion: this.#resourceVersion, blocks: this.#blocks };
  }

  /** Begins anew from a whole list, whose order does not matter. What lies between is not known: every watch has to begin anew as well. */
  reset(blocks: readonly Block[], resourceVersion: number): void {
    this.#blocks = blocks.toSorted((a, b) => compare(a.name, b.name));
    this.#resourceVersion = resourceVersion;
    this.#floor = resourceVersion;
    this.#history.clear();
    this.#generation += 1;
    this.#onChange.ring();
    tell(this.#onProgress);
  }

  /** A block came, changed, or went (`undefined`). */
  change(name: string, current: Block | undefined, resourceVersion: number): void {
    const at = this.#placeOf(name);
    const known = this.#blocks[at];
    const old = known?.name === name ? known : undefined;
    const late = resourceVersion <= this.#resourceVersion;
    this.#resourceVersion = Math.max(this.#resourceVersion, resourceVersion);
    if (old !== undefined || current !== undefined) {
      this.#blocks = this.#blocks.toSpliced(at, old === undefined ? 0 : 1, ...(current === undefined ? [] : [current]));
      const change = { name, old, current, resourceVersion: this.#resourceVersion, late };
      this.#floor = this.#history.add(change) ?? this.#floor;
      this.#onChange.ring();
    }
    tell(this.#onProgress);
  }

  /** Nothing happened up to this resourceVersion. */
  advance(resourceVersion: number): void {
    if (resourceVersion <= this.#resourceVersion) return;
    this.#resourceVersion = resourceVersion;
    tell(this.#onProgress);
  }

  /** A block of this name as it is now. */
  get(name: string): Block | undefined {
    const found = this.#blocks[this.#placeOf(name)];
    return found?.name === name ? found : undefined;
  }

  /** How all was at an earlier resourceVersion; undefined when that is no longer known. */
  snapshotAt(resourceVersion: number): Snapshot | undefined {
    if (resourceVersion < this.#floor) return undefined;
    const blocks = [...this.#blocks];
    for (let number = this.#history.end - 1; number >= this.#history.begin; number--) {
      const change = this.#history.at(number);
      if (change === undefined || change.resourceVersion <= resourceVersion) break;
      undo(blocks, change);
    }
    return { resourceVersion, blocks };
  }

  /** Number of the first change that who has seen everything up to this resourceVersion has not; undefined when it is no longer known. */
  firstAfter(resourceVersion: number): number | undefined {
    if (resourceVersion < this.#floor) return undefined;
    const { begin, end } = this.#history;
    const isSeen = (change: Change | undefined): boolean =>
      change !== undefined &&
      (change.resourceVersion < resourceVersion || (change.resourceVersion === resourceVersion && !change.late));
    return begin + lowerBound(end - begin, (index) => isSeen(this.#history.at(begin + index)));
  }

  /** The change of this number, undefined when it is still to come; 'gone' when it is no longer known. */
  changeAt(number: number): Change | 'gone' | undefined {
    return number < this.#history.begin ? 'gone' : this.#history.at(number);
  }

  /** Calls back after every change or several, and when all begins anew. The result takes that back. */
  onChange(call: () => void): () => void {
    return this.#onChange.add(call);
  }

  /** The same, also when nothing but the resourceVersion has moved on. */
  onProgress(call: () => void): () => void {
    this.#onProgress.add(call);
    return () => this.#onProgress.delete(call);
  }

  #placeOf(name: string): number {
    return placeIn(this.#blocks, name);
  }
}

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) listener();
}

function undo(blocks: Block[], { name, old, current }: Change): void {
  blocks.splice(placeIn(blocks, name), current === undefined ? 0 : 1, ...(old === undefined ? [] : [old]));
}

function placeIn(blocks: readonly Block[], name: string): number {
  return lowerBound(blocks.length, (index) => compare(blocks[index]?.name ?? '', name) < 0);
}
