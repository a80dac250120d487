/** What a reader accepts from an archive that it does not trust. */
export interface ArchiveLimits {
  /** Bytes of one object's JSON. etcd refuses more than 1.5 MiB by default, and 3 MiB leaves room for one that was tuned up. */
  itemBytes: number;
  /** Entries in the tar. */
  entries: number;
  /** Decompressed bytes altogether; Velero's own cap is 16 GiB. */
  totalBytes: number;
  /** Decompressed by compressed bytes, judged after the first 256 MiB. */
  ratio: number;
  /** Nesting of JSON. */
  depth: number;
}

export const defaultLimits: ArchiveLimits = {
  itemBytes: 3 * 1024 * 1024,
  entries: 2_000_000,
  totalBytes: 16 * 1024 ** 3,
  ratio: 300,
  depth: 100,
};
