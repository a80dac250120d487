/** What a request counts as. Long-running ones (watches, downloads) hold no place among the others. */
export type RequestKind = 'readOnly' | 'mutating' | 'watch' | 'download';

export interface Limits {
  readOnly: number;
  mutating: number;
  watch: number;
  download: number;
  /** Of one user at once. */
  watchesPerUser: number;
  downloadsPerUser: number;
}

/**
 * kube-apiserver's classic limits for short requests. A watch costs two sockets and a buffer: ten thousand of them are some 500 MB. A
 * download holds a connection to the bucket.
 */
export const defaultLimits: Limits = {
  readOnly: 400,
  mutating: 200,
  watch: 10_000,
  download: 400,
  watchesPerUser: 4000,
  downloadsPerUser: 40,
};

/** Counts the requests in flight and says when there are too many: rather refuse one than answer none. */
export class Limiter {
  readonly #limits: Limits;
  readonly #total = new Map<RequestKind, number>();
  readonly #byUser = new Map<string, number>();

  constructor(limits: Limits = defaultLimits) {
    this.#limits = limits;
  }

  /** Takes a place; call the result once to give it back. Undefined when there is none: answer 429. */
  enter(kind: RequestKind, username: string): (() => void) | undefined {
    const key = `${kind} ${username}`;
    if (this.count(kind) >= this.#limits[kind]) return undefined;
    if ((this.#byUser.get(key) ?? 0) >= this.#userLimit(kind)) return undefined;
    this.#add(kind, key, 1);
    let inside = true;
    return () => {
      if (inside) this.#add(kind, key, -1);
      inside = false;
    };
  }

  count(kind: RequestKind): number {
    return this.#total.get(kind) ?? 0;
  }

  #add(kind: RequestKind, key: string, by: 1 | -1): void {
    this.#total.set(kind, this.count(kind) + by);
    const left = (this.#byUser.get(key) ?? 0) + by;
    if (left === 0) this.#byUser.delete(key);
    else this.#byUser.set(key, left);
  }

  #userLimit(kind: RequestKind): number {
    if (kind === 'watch') return this.#limits.watchesPerUser;
    return kind === 'download' ? this.#limits.downloadsPerUser : Infinity;
  }
}
