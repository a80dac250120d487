import { tooManyRequests } from './failures.ts';

/** What a request counts as. Long-running ones (watches, downloads) hold no place among the others. */
export type RequestKind = 'readOnly' | 'mutating' | 'watch' | 'download';

/** How many at once; 0 means any number. */
export interface Limits {
  readOnly: number;
  mutating: number;
  watch: number;
  download: number;
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

/** Seconds after which a client may try again: short requests end soon, streams do not. */
const retryShort = 1;
const retryStream = 5;

/** What of the places for short requests one user may hold: whoever sends two hundred bodies byte by byte leaves some to the others. */
const shareOfUser = 0.75;

/** Counts the requests in flight and says when there are too many: rather refuse one than answer none. */
export class Limiter {
  readonly #limits: Limits;
  readonly #total = new Map<RequestKind, number>();
  readonly #byUser = new Map<string, number>();

  constructor(limits: Limits = defaultLimits) {
    this.#limits = limits;
  }

  /**
   * Takes a place; call the result to give it back.
   * @throws {StatusError} 429 when there is none, with the time after which there may be one.
   */
  enter(kind: RequestKind, username: string): () => void {
    const key = `${kind} ${username}`;
    this.#refuse(kind, key);
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

  #refuse(kind: RequestKind, key: string): void {
    const ofUser = streamsPerUser[kind];
    const places = this.#limits[kind];
    const mine = this.#byUser.get(key) ?? 0;
    const isGreedy = ofUser === undefined && isReached(Math.ceil(places * shareOfUser), mine);
    if (isGreedy || isReached(places, this.count(kind))) {
      throw tooManyRequests(
        'Too many requests, please try again later.',
        ofUser === undefined ? retryShort : retryStream,
      );
    }
    if (ofUser === undefined) return;
    const limit = this.#limits[ofUser.limit];
    if (isReached(limit, mine)) {
      throw tooManyRequests(
        `you have ${limit} ${ofUser.what} open on this server, as many as one user may: end one, or try again later`,
        retryStream,
      );
    }
  }

  #add(kind: RequestKind, key: string, by: 1 | -1): void {
    this.#total.set(kind, this.count(kind) + by);
    const left = (this.#byUser.get(key) ?? 0) + by;
    if (left === 0) this.#byUser.delete(key);
    else this.#byUser.set(key, left);
  }
}

const streamsPerUser: Partial<Record<RequestKind, { limit: 'watchesPerUser' | 'downloadsPerUser'; what: string }>> = {
  watch: { limit: 'watchesPerUser', what: 'watches' },
  download: { limit: 'downloadsPerUser', what: 'downloads' },
};

function isReached(limit: number, count: number): boolean {
  return limit > 0 && count >= limit;
}
