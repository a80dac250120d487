import type { Readable } from 'node:stream';

/**
 * One bucket (or one directory), seen as a flat map from key to bytes. Every provider and every wrapper is an implementation of
 * this interface and passes `conformance/suite.ts`.
 *
 * Keys are relative to the location's prefix: non-empty segments joined by `/`, no leading or trailing slash, no `.` or `..`
 * segment, no control character, at most 1024 bytes. A key that breaks this is a `BlobError` of kind `Other`, before anything is
 * sent. All failures are `BlobError`s, but for an abort (the signal's reason, or an `AbortError`) and
 * for what the body of a put throws, which pass unchanged.
 */
export interface BlobStore {
  /**
   * Writes a blob, atomically: a reader sees the whole new blob or what was there before, and an abort or an error leaves nothing.
   * A stream is uploaded as it comes, with bounded memory. With `ifAbsent`, an existing blob is left alone and the error is `AlreadyExists`.
   */
  put(key: string, body: BlobBody, options?: PutOptions): Promise<Stored>;
  /** Opens a blob. The caller reads `body` to its end or destroys it. A range outside of the blob is a `BlobError` of kind `Other`. */
  get(key: string, options?: GetOptions): Promise<Blob>;
  /** Size, etag and time of a blob, or undefined when there is none. */
  head(key: string, options?: CallOptions): Promise<BlobHead | undefined>;
  /** All blobs whose key starts with `prefix`, in the order of their keys' UTF-8 bytes. `''` lists everything. */
  list(prefix: string, options?: CallOptions): AsyncIterable<ListedBlob>;
  /** Names (not paths, without slash, sorted) of the directories directly under `prefix`, which is `''` or ends with `/`. */
  directories(prefix: string, options?: CallOptions): Promise<string[]>;
  /** Removes blobs. A key that does not exist is no error. */
  remove(keys: readonly string[], options?: CallOptions): Promise<void>;
  /**
   * Ends uploads under `prefix` that were begun and never finished (a killed process), and returns how many there were. The caller
   * knows that nobody is still writing there.
   */
  abortUploads(prefix: string, options?: CallOptions): Promise<number>;
  /** Closes connections. The store is not used afterwards. */
  close(): Promise<void>;
}

export type BlobBody = Buffer | AsyncIterable<Uint8Array>;

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface PutOptions extends CallOptions {
  ifAbsent?: boolean | undefined;
}

export interface GetOptions extends CallOptions {
  /** First byte wanted, from 0. */
  start?: number | undefined;
  /** Last byte wanted, inclusive. Beyond the end of the blob it means the end. */
  end?: number | undefined;
  /** Refuse with kind `Changed` when the blob's etag is another one. */
  ifMatch?: string | undefined;
}

export interface Stored {
  size: number;
  /** As in HTTP, with its quotes. Changes whenever the bytes change. */
  etag: string;
}

export interface Blob {
  /** The bytes of the range asked for. Errors on it are `BlobError`s too. */
  body: Readable;
  /** Of the whole blob, also when a range was asked for. */
  size: number;
  etag: string;
}

export interface BlobHead extends Stored {
  modified: Date;
}

export interface ListedBlob {
  key: string;
  size: number;
  modified: Date;
}
