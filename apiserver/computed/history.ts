import type { Block } from './block.ts';

/** One change of a view: a block came (`old` undefined), went (`current` undefined) or changed. */
export interface Change {
  name: string;
  old: Block | undefined;
  current: Block | undefined;
  resourceVersion: number;
  /** True when another change with the same resourceVersion came before: who has seen that one may not have seen this. */
  late: boolean;
}

export interface HistoryLimits {
  changes: number;
  /** Namespaces of all blocks of the changes: what is no longer current is kept for them alone, at some twenty bytes each. */
  namespaces: number;
}

/** The last changes of a view, numbered in the order in which they came. */
export class History {
  readonly #limits: HistoryLimits;
  #changes: Change[] = [];
  #first = 0;
  #weight = 0;

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  /** Number of the next change. */
  get end(): number {
    return this.#first + this.#changes.length;
  }

  /** Number of the oldest change that is still known. */
  get begin(): number {
    return this.#first;
  }

  at(number: number): Change | undefined {
    return this.#changes[number - this.#first];
  }

  /** Adds a change. Returns the resourceVersion of the newest change that was dropped for it. */
  add(change: Change): number | undefined {
    this.#changes.push(change);
    this.#weight += weightOf(change);
    let dropped: Change | undefined;
    while (this.#changes.length > 1 && this.#isFull()) {
      dropped = this.#changes.shift();
      this.#first += 1;
      this.#weight -= dropped === undefined ? 0 : weightOf(dropped);
    }
    return dropped?.resourceVersion;
  }

  clear(): void {
    this.#first = this.end;
    this.#changes = [];
    this.#weight = 0;
  }

  #isFull(): boolean {
    return this.#changes.length > this.#limits.changes || this.#weight > this.#limits.namespaces;
  }
}

function weightOf({ old, current }: Change): number {
  return (old?.namespaces.length ?? 0) + (current?.namespaces.length ?? 0);
}
