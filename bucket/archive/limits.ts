/** What a reader accepts from an archive that it does not trust. */
export interface ArchiveLimits {
  /** Bytes of one object's JSON. etcd refuses more than 1.5 MiB by default, and 3 MiB leaves room for one that was tuned up. */
  itemBytes: number;
  /** Entries in the tar. Velero writes two for each object. */
  entries: number;
  /** Decompressed bytes altogether; Velero's own cap is 16 GiB. */
  totalBytes: number;
  /** Decompressed by compressed bytes, judged after the first 256 MiB. JSON in tar reaches some 60, zeros 1000. */
  ratio: number;
  /** Nesting of JSON. Kubernetes' own objects have some 20. */
  depth: number;
}

export const defaultLimits: ArchiveLimits = {
  itemBytes: 3 * 1024 * 1024,
  entries: 2_000_000,
  totalBytes: 16 * 1024 ** 3,
  ratio: 300,
  depth: 100,
};

/** Decompressed bytes of one gzip member; a writer stays far below, and a reader refuses more. */
export const maxMemberBytes = 16 * 1024 * 1024;
