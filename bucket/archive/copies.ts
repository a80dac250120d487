import type { ScannedItem } from './scan-archive.ts';

/**
 * Which of an object's files counts: the one without a version directory, else the preferred version's, else the first. Versioned copies are kept until it is known
 * that no other comes; Velero writes an object's files next to each other, so these are few.
 */
export class Copies {
  readonly #plain = new Set<string>();
  readonly #versioned = new Map<string, ScannedItem>();
  #bytes = 0;

  /** Takes a file in, and says whether it counts whatever comes. The JSON of one that may count at the end is copied. */
  take(item: ScannedItem): boolean {
    const id = `${item.resource}/${item.namespace ?? ''}/${item.name}`;
    const former = this.#versioned.get(id);
    if (item.version === undefined) {
      this.#plain.add(id);
      this.#drop(id);
      return true;
    }
    if (!this.#plain.has(id) && (former === undefined || (item.preferred && !former.preferred))) {
      this.#drop(id);
      this.#bytes += item.json.length;
      this.#versioned.set(id, { ...item, json: Buffer.from(item.json) });
    }
    return false;
  }

  /** Of the JSON that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many objects there are by now. */
  get objects(): number {
    return this.#plain.size + this.#versioned.size;
  }

  /** At the end: the copies that count because nothing better came. */
  remaining(): Iterable<ScannedItem> {
    return this.#versioned.values();
  }

  #drop(id: string): void {
    this.#bytes -= this.#versioned.get(id)?.json.length ?? 0;
    this.#versioned.delete(id);
  }
}
