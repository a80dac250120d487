/** Which object: `resource` is Velero's group-resource (`pods`, `deployments.apps`). No namespace means cluster-scoped. */
export interface ObjectId {
  resource: string;
  namespace?: string | undefined;
  name: string;
}

/** An object on its way into an archive. `json` is copied before `add` resolves. */
export interface ArchiveObject extends ObjectId {
  /** Version part of its apiVersion (`v1`, `v1beta1`). */
  version: string;
  kind: string;
  json: Buffer | readonly Buffer[];
}

/** One line of the index: where an object's JSON is, and what its checksum is. */
export interface IndexEntry extends ObjectId {
  version: string;
  kind: string;
  /** Byte offset of the gzip member in the archive file. */
  offset: number;
  /** Compressed length of that member, in bytes. */
  length: number;
  /** Byte offset of the JSON in the decompressed member. */
  position: number;
  /** Bytes of JSON. */
  size: number;
  /** Of the JSON, hex. */
  sha256: string;
}

/** What identifies an archive file's bytes. */
export interface FileDigest {
  size: number;
  /** Hex. */
  sha256: string;
}

/** The last line of the index. */
export interface ArchiveTotals extends FileDigest {
  items: number;
  members: number;
}

export interface ArchiveSummary extends ArchiveTotals {
  /** The finished `<name>-index.json.gz` and its own digest. */
  index: Buffer;
  indexDigest: FileDigest;
}

/** An object read back. */
export interface StoredObject {
  entry: IndexEntry;
  json: Buffer;
}

/** An object out of any archive, also Velero's. */
export interface ArchiveItem extends ObjectId {
  /** Its path in the tar. */
  path: string;
  /** Set when it was stored under a version directory only. */
  version?: string | undefined;
  json: Buffer;
}
