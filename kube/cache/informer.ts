import type { FollowOptions } from '../client/follow.ts';
import type { Kube } from '../client/kube.ts';
import type { ResourceRef } from '../client/resource.ts';
import type { Watched } from '../client/watch.ts';

export interface InformerOptions<T> extends Omit<FollowOptions, 'signal'> {
  client: Kube;
  /** A collection: of one namespace, or of all. */
  ref: ResourceRef;
  /** Made smaller before it is kept. `managedFields` are always dropped. */
  transform?: (object: T) => T;
}

/** `old` is undefined for a new object, `current` for a deleted one. */
export type ChangeHandler<T> = (change: { key: string; old: T | undefined; current: T | undefined }) => void;

/** A live copy of a collection. What it returns is shared: never change it. */
export class Informer<T extends Watched> {
  /** Resolved once the first list is in; rejected when that cannot be (right missing) or `run` is stopped before. */
  readonly synced: Promise<void>;

  constructor(_options: InformerOptions<T>) {
    this.synced = Promise.resolve();
  }
  /** Lists and watches until the signal is aborted. */
  async run(_signal: AbortSignal): Promise<void> {
    throw new Error('not built yet');
  }
  get hasSynced(): boolean {
    throw new Error('not built yet');
  }
  get(_namespace: string | undefined, _name: string): T | undefined {
    throw new Error('not built yet');
  }
  /** By `namespace/name`, or `name` for cluster-scoped kinds. */
  getByKey(_key: string): T | undefined {
    throw new Error('not built yet');
  }
  list(_namespace?: string): T[] {
    throw new Error('not built yet');
  }
  /** Handlers added late hear of every object already there. The returned function takes it off again. */
  onChange(_handler: ChangeHandler<T>): () => void {
    throw new Error('not built yet');
  }
}
