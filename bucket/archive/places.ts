import type { ArchiveObject } from './entry.ts';
import { lineHead } from './index-format.ts';
import { objectDirectory, objectFile } from './paths.ts';

/** The objects of one kind in one namespace: what they have in common is worked out once. */
export class Place {
  readonly #first: ArchiveObject;
  readonly #head: string;
  readonly #directory: string;
  readonly #names = new Set<string>();

  constructor(object: ArchiveObject) {
    this.#directory = objectDirectory(object);
    this.#first = { ...object, json: [] };
    this.#head = lineHead(object);
  }

  /** Beginning of an object's line in the index. Version and kind are nearly always those of the first one. */
  headOf(object: ArchiveObject): string {
    return object.version === this.#first.version && object.kind === this.#first.kind ? this.#head : lineHead(object);
  }

  /** Path in the tar. @throws {ArchiveError} for a name that is none. */
  pathOf(name: string): string {
    return objectFile(this.#directory, name);
  }

  /** False the second time: a list that had to be started anew gives some objects twice. */
  isNew(name: string): boolean {
    const before = this.#names.size;
    return this.#names.add(name).size > before;
  }
}

/** Places by resource and namespace. */
export class PlaceBook {
  readonly #byResource = new Map<string, Map<string, Place>>();

  /** @throws {ArchiveError} for a resource or namespace that is none. */
  find(object: ArchiveObject): Place {
    const places = this.#byResource.get(object.resource) ?? new Map<string, Place>();
    const found = places.get(object.namespace ?? '');
    if (found) return found;
    const place = new Place(object);
    places.set(object.namespace ?? '', place);
    this.#byResource.set(object.resource, places);
    return place;
  }
}
