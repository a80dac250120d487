import type { Readable } from 'node:stream';

/** One HTTP request to a Kubernetes API server. The path starts with `/` and is already percent-encoded. */
export interface KubeRequest {
  method: string;
  path: string;
  /** A list is repeated (`a=1&a=2`), undefined is left out. */
  query?: Record<string, string | string[] | undefined>;
  /** A list goes out as one header line each, never joined. */
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Default `application/json` when there is a body. */
  contentType?: string;
  /** Default `application/json`. */
  accept?: string;
  signal?: AbortSignal;
  /**
   * Default: retried within bounds on 429; on 503 with Retry-After and on a cut connection only if idempotent.
   * `false` for those who pass the answer on to a client that retries by itself.
   */
  retry?: boolean;
  /** Default true for GET, HEAD, OPTIONS, PUT and DELETE: the request may be sent again when its fate is unknown. */
  idempotent?: boolean;
  /**
   * A watch or followed log: has a connection of its own outside the limit, no time limit between two pieces of the
   * body, and is never repeated once headers have arrived.
   */
  longRunning?: boolean;
  /** Milliseconds until the headers must have arrived. Default 90,000: kube-apiserver gives up after 60,000. */
  headersTimeout?: number;
}

/** Bytes as they arrive. It must be consumed, dumped or destroyed: until then it holds a connection. */
export type KubeBody = Readable & {
  json(): Promise<unknown>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Reads and forgets the rest, so that the connection can be used again. */
  dump(): Promise<void>;
};

export interface KubeResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  body: KubeBody;
}
