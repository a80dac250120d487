import type { ObjectId } from '../../../bucket/archive/entry.ts';

/** An object on its way out of an archive. `json` is a view into a larger buffer. */
export interface ArchivedObject extends ObjectId {
  json: Buffer;
}

/** Told of every object of an archive while it is verified; `bytes` is the length of its JSON. */
export type Visit = (id: ObjectId, bytes: number) => void;

/** An archive whose every byte was checked. Its objects are read wave by wave, and memory holds a small part of them at any time. */
export interface ArchiveSource {
  /** Hex, of the whole archive file. */
  readonly sha256: string;
  /** The objects of a wave that are wanted. Waves are asked for in ascending order, each once. Fails when the archive was replaced meanwhile. */
  wave: (wave: number) => AsyncIterable<ArchivedObject>;
}

/** What the reader of waves needs to know of the plan, once all objects were visited. */
export interface Wanted {
  wants: (id: ObjectId) => boolean;
  /** Bytes of JSON that each wave wants. */
  bytes: (wave: number) => number;
}
