import type { ObjectId } from '../../../bucket/archive/entry.ts';
import { waveOf, waves } from '../waves.ts';
import { definitions } from './item-filter.ts';
import type { ItemFilter, Judgement } from './item-filter.ts';

/** What one wave has to do. */
export interface WaveSize {
  items: number;
  /** Of JSON. */
  bytes: number;
}

/** What a restore is going to do, counted in one pass over what the archive holds. Memory follows the number of kinds and namespaces. */
export class Plan {
  readonly waves: readonly WaveSize[] = waves.map(() => ({ items: 0, bytes: 0 }));
  /** Namespaces that objects are restored into, whether the archive has the Namespace itself or not. */
  readonly targets = new Set<string>();
  readonly #filter: ItemFilter;
  readonly #kinds = new Set<string>();
  #items = 0;

  constructor(filter: ItemFilter) {
    this.#filter = filter;
  }

  /** Objects that are wanted, as far as it shows without reading them. */
  get items(): number {
    return this.#items;
  }

  /** Counts an object. Objects that come along only when needed are counted with their wave. */
  visit(id: ObjectId, bytes: number): void {
    const judgement = this.#filter(id);
    const wave = this.waves[waveOf(id.resource)];
    if (judgement.take === 'no' || wave === undefined) return;
    wave.items += 1;
    wave.bytes += bytes;
    if (judgement.take === 'ifNeeded') return;
    this.#items += 1;
    this.#kinds.add(id.resource);
    if (id.namespace !== undefined && judgement.namespace !== undefined) this.targets.add(judgement.namespace);
  }

  judge(id: ObjectId): Judgement {
    return this.#filter(id);
  }

  wants(id: ObjectId): boolean {
    return this.#filter(id).take !== 'no';
  }

  /** Whether a definition is needed by an object that is restored. */
  needsDefinition({ resource, name }: ObjectId): boolean {
    return resource === definitions && this.#kinds.has(name);
  }
}
