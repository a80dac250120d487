import { follow } from '../client/follow.ts';
import type { FollowEvent, FollowOptions } from '../client/follow.ts';
import type { Kube } from '../client/kube.ts';
import type { ResourceRef } from '../client/resource.ts';
import type { Watched } from '../client/watch.ts';
import { joinKey, keyOf } from '../client/key.ts';

export interface InformerOptions<T> extends Omit<FollowOptions, 'signal' | 'patient' | 'list'> {
  client: Kube;
  /** A collection: of one namespace, or of all. */
  ref: ResourceRef;
  /** Made smaller before it is kept. `managedFields` are always dropped. */
  transform?: (object: T) => T;
}

export interface Change<T> {
  key: string;
  /** Undefined for a new object. */
  old: T | undefined;
  /** Undefined for a deleted one. */
  current: T | undefined;
}

export type ChangeHandler<T> = (change: Change<T>) => void;

/**
 * A live copy of a collection in memory. What it returns is shared: never change it. It may be a moment behind the server, so a
 * decision taken on it must be written with the object's resourceVersion.
 */
export class Informer<T extends Watched> {
  /** Resolved once the first list is in; rejected when `run` is stopped before. */
  readonly synced: Promise<void>;
  readonly #options: InformerOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #handlers = new Set<ChangeHandler<T>>();
  readonly #resolveSynced: () => void;
  readonly #rejectSynced: (reason: unknown) => void;
  #hasSynced = false;
  #resourceVersion = '';

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.synced = promise;
    this.#resolveSynced = resolve;
    this.#rejectSynced = reject;
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Up to which the collection is known; '' before the first list. While handlers hear of a change it is that change's. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** Lists and watches until the signal is aborted, then resolves. Failures are logged and repeated. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, ref, transform: _, ...options } = this.#options;
    try {
      for await (const event of follow<T>(client, ref, { ...options, signal, patient: true })) this.#take(event);
    } catch (error) {
      this.#rejectSynced(error);
      if (!signal.aborted) throw error;
    }
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(joinKey(namespace, name));
  }

  list(namespace?: string): T[] {
    const all = [...this.#objects.values()];
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  /** A handler added late hears of every object already there. It must not throw. The returned function takes it off again. */
  onChange(handler: ChangeHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const [key, current] of this.#objects) handler({ key, old: undefined, current });
    return () => {
      this.#handlers.delete(handler);
    };
  }

  #take(event: FollowEvent<T>): void {
    const version = 'object' in event ? event.object.metadata.resourceVersion : event.resourceVersion;
    this.#resourceVersion = version ?? this.#resourceVersion;
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'SYNC') this.#replace(event.items);
    else if (event.type === 'DELETED') this.#delete(keyOf(event.object));
    else this.#put(event.object);
  }

  /** What the list lacks was deleted while nobody watched. */
  #replace(items: T[]): void {
    const keys = new Set(items.map(keyOf));
    for (const key of this.#objects.keys()) if (!keys.has(key)) this.#delete(key);
    for (const item of items) this.#put(item);
    this.#hasSynced = true;
    this.#resolveSynced();
  }

  /** The same object again, as after a second list, is no change. One made anew under the same name is. */
  #put(object: T): void {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old !== undefined && sameVersion(old, object)) return;
    delete object.metadata.managedFields;
    const current = this.#options.transform === undefined ? object : this.#options.transform(object);
    this.#objects.set(key, current);
    this.#tell({ key, old, current });
  }

  #delete(key: string): void {
    const old = this.#objects.get(key);
    if (old === undefined) return;
    this.#objects.delete(key);
    this.#tell({ key, old, current: undefined });
  }

  #tell(change: Change<T>): void {
    for (const handler of this.#handlers) handler(change);
  }
}

function sameVersion(a: Watched, b: Watched): boolean {
  const { uid, resourceVersion } = a.metadata;
  return resourceVersion !== undefined && resourceVersion === b.metadata.resourceVersion && uid === b.metadata.uid;
}
