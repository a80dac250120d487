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
const metaKeys = names(
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'labels',
  'annotations',
  'deletionTimestamp',
  'generateName',
);

/** Places in `Slice.offsets`: the metadata keys, then these two. */
const apiVersionPlace = metaKeys.length;
const kindPlace = apiVersionPlace + 1;

/**
 * Reads the metadata out of one object's bytes, whose whole grammar is checked.
 * @throws {MalformedJson} also when one of the keys read is there twice: parsers differ in which of the two counts.
 */
export function readMeta(object: Buffer): ObjectMetaSlice {
  const { meta, end } = scanMeta(object, skipSpace(object, 0));
  expectEnd(object, end);
  return meta;
}

/** The same for an object that starts at `offset` and ends before `end`, with more bytes around it. @throws {MalformedJson} */
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
    if (key > 0) meta.put(apiVersionPlace + key - 1, at, valueEnd);
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
  readonly #offsets: number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  put(place: number, start: number, end: number): void {
    if (this.#offsets[place * 2] !== 0) throw new MalformedJson('a key that is there twice', start);
    this.#offsets[place * 2] = start;
    this.#offsets[place * 2 + 1] = end;
  }

  get name(): string {
    return this.#text(0) ?? '';
  }
  get namespace(): string | undefined {
    return this.#text(1);
  }
  get uid(): string | undefined {
    return this.#text(2);
  }
  get resourceVersion(): string | undefined {
    return this.#text(3);
  }
  get labels(): Readonly<Record<string, string>> {
    return this.#map(4);
  }
  get annotations(): Readonly<Record<string, string>> {
    return this.#map(5);
  }
  get deletionTimestamp(): string | undefined {
    return this.#text(6);
  }
  get generateName(): string | undefined {
    return this.#text(7);
  }
  get apiVersion(): string | undefined {
    return this.#text(apiVersionPlace);
  }
  get kind(): string | undefined {
    return this.#text(kindPlace);
  }

  /** `null` counts as absent, as Kubernetes reads it. */
  #text(place: number): string | undefined {
    const start = this.#offsets[place * 2] ?? 0;
    if (start === 0 || this.#bytes[start] === 0x6e) return undefined;
    return stringValue(this.#bytes, start, this.#offsets[place * 2 + 1] ?? 0);
  }

  #map(place: number): Readonly<Record<string, string>> {
    const start = this.#offsets[place * 2] ?? 0;
    if (start === 0 || this.#bytes[start] === 0x6e) return none;
    if (this.#bytes[start] !== 0x7b) throw new MalformedJson('expected an object', start);
    return parsePlain(this.#bytes.toString('utf8', start, this.#offsets[place * 2 + 1])) as Record<string, string>;
  }
}
