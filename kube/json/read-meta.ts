import { MalformedJson } from './malformed.ts';
import { parsePlain } from './safe.ts';
import { expectEnd, scanObject, skipSpace, skipValue } from './scan.ts';
import { keyIndex, names, stringValue } from './text.ts';

/** What backup and restore need to know of an object, read without parsing the rest. Texts are decoded when asked for. */
export interface ObjectMetaSlice {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** '' when the object has none. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly generateName: string | undefined;
  readonly deletionTimestamp: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const topKeys = names('metadata', 'apiVersion', 'kind');
const metaNames = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'labels',
  'annotations',
  'deletionTimestamp',
  'generateName',
] as const;
const metaKeys = names(...metaNames);

/** What is read, in the order of its places in `Slice.offsets`: first what is found among `metaKeys`. */
const read = [...metaNames, 'apiVersion', 'kind'] as const;
const place = Object.fromEntries(read.map((name, at) => [name, at])) as Record<(typeof read)[number], number>;
const absent: readonly number[] = read.flatMap(() => [0, 0]);

/**
 * Reads the metadata out of one object's bytes, whose whole grammar is checked.
 * @throws {MalformedJson} also when one of the keys read is there twice: parsers differ in which of the two counts.
 */
export function readMeta(object: Buffer): ObjectMetaSlice {
  const { meta, end } = scanMeta(object, skipSpace(object, 0));
  expectEnd(object, end);
  return meta;
}

/** The same for an object that starts at `offset`, with more bytes around it; it ends before `end`. @throws {MalformedJson} */
export function scanMeta(bytes: Buffer, offset: number): { meta: ObjectMetaSlice; end: number } {
  const meta = new Slice(bytes);
  let metadataSeen = false;
  const end = scanObject(bytes, offset, (keyStart, keyEnd, at) => {
    const key = keyIndex(bytes, keyStart, keyEnd, topKeys);
    if (key === 0) {
      if (metadataSeen) throw new MalformedJson('a key that is there twice', keyStart);
      metadataSeen = true;
      return readMetadata(bytes, at, meta);
    }
    const valueEnd = skipValue(bytes, at);
    if (key > 0) meta.put(key === 1 ? place.apiVersion : place.kind, at, valueEnd);
    return valueEnd;
  });
  return { meta, end };
}

function readMetadata(object: Buffer, offset: number, slice: Slice): number {
  return scanObject(object, offset, (keyStart, keyEnd, at) => {
    const valueEnd = skipValue(object, at);
    const key = keyIndex(object, keyStart, keyEnd, metaKeys);
    if (key >= 0) slice.put(key, at, valueEnd);
    return valueEnd;
  });
}

const none: Readonly<Record<string, string>> = Object.freeze({});

class Slice implements ObjectMetaSlice {
  readonly #bytes: Buffer;
  /** Start and end of each value; 0 and 0 when it is not there. */
  readonly #offsets: number[] = absent.slice();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  put(at: number, start: number, end: number): void {
    if (this.#offsets[at * 2] !== 0) throw new MalformedJson('a key that is there twice', start);
    this.#offsets[at * 2] = start;
    this.#offsets[at * 2 + 1] = end;
  }

  get name(): string {
    return this.#text(place.name) ?? '';
  }
  get namespace(): string | undefined {
    return this.#text(place.namespace);
  }
  get uid(): string | undefined {
    return this.#text(place.uid);
  }
  get resourceVersion(): string | undefined {
    return this.#text(place.resourceVersion);
  }
  get labels(): Readonly<Record<string, string>> {
    return this.#map(place.labels);
  }
  get annotations(): Readonly<Record<string, string>> {
    return this.#map(place.annotations);
  }
  get deletionTimestamp(): string | undefined {
    return this.#text(place.deletionTimestamp);
  }
  get generateName(): string | undefined {
    return this.#text(place.generateName);
  }
  get apiVersion(): string | undefined {
    return this.#text(place.apiVersion);
  }
  get kind(): string | undefined {
    return this.#text(place.kind);
  }

  /** `null` counts as absent, as Kubernetes reads it. */
  #text(at: number): string | undefined {
    const start = this.#offsets[at * 2] ?? 0;
    if (start === 0 || this.#bytes[start] === 0x6e) return undefined;
    return stringValue(this.#bytes, start, this.#offsets[at * 2 + 1] ?? 0);
  }

  #map(at: number): Readonly<Record<string, string>> {
    const start = this.#offsets[at * 2] ?? 0;
    if (start === 0 || this.#bytes[start] === 0x6e) return none;
    if (this.#bytes[start] !== 0x7b) throw new MalformedJson('expected an object', start);
    return parsePlain(this.#bytes.toString('utf8', start, this.#offsets[at * 2 + 1])) as Record<string, string>;
  }
}
