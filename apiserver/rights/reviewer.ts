import type { Clock } from '../../kube/process/clock.ts';
import type { AccessSpec } from './attributes.ts';

export interface Decision {
  allowed: boolean;
  /** The authorizer's own words, if it said any. */
  reason: string;
}

/** Sends one SubjectAccessReview. Rejects when it cannot be answered. */
export type AskAccess = (spec: AccessSpec) => Promise<Decision>;

/** Milliseconds that an answer is believed: Go's extension servers do the same. */
const cacheLife = 10_000;
/** Answers kept. At about 1 KB each this bounds the cache to a few megabytes. */
const cacheSize = 4096;
/** Characters of a question above which its answer is not kept (a user with very many groups). */
const cacheableLength = 10_000;

/** Asks kube-apiserver what users may do, once in ten seconds for each question. Nothing is allowed because an answer failed to come. */
export class Reviewer {
  readonly #ask: AskAccess;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #answers = new Map<string, { decision: Promise<Decision>; until: number }>();

  constructor(ask: AskAccess, clock: Pick<Clock, 'monotonic'>) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** Rejects with the error of the review: the caller answers 500, never "allowed". */
  review(spec: AccessSpec): Promise<Decision> {
    const key = JSON.stringify(spec);
    const now = this.#clock.monotonic();
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > now) return known.decision;
    const decision = this.#ask(spec);
    if (key.length <= cacheableLength) this.#keep(key, decision, now + cacheLife);
    return decision;
  }

  #keep(key: string, decision: Promise<Decision>, until: number): void {
    this.#answers.delete(key);
    this.#answers.set(key, { decision, until });
    decision.catch(() => {
      if (this.#answers.get(key)?.decision === decision) this.#answers.delete(key);
    });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= cacheSize) break;
      this.#answers.delete(oldest);
    }
  }
}
