import { RememberedAnswers } from '../../kube/cache/remembered-answers.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { AccessSpec } from './attributes.ts';

export interface Decision {
  allowed: boolean;
  /** The authorizer's own words, if it said any. */
  reason: string;
}

/** Sends one SubjectAccessReview. Rejects when it cannot be answered. */
export type AskAccess = (spec: AccessSpec) => Promise<Decision>;

/** An answer is believed as long as by Go's extension servers. */
const cacheLifeMs = 10_000;
/** Answers kept. At about 1 KB each this bounds the cache to a few megabytes. */
const cacheSize = 4096;
/** Characters of a question above which its answer is not kept (a user with very many groups). */
const cacheableLength = 10_000;

/** Asks kube-apiserver what users may do, once in ten seconds for each question. Nothing is allowed because an answer failed to come. */
export class Reviewer {
  readonly #ask: AskAccess;
  readonly #answers: RememberedAnswers<Decision>;

  constructor(ask: AskAccess, clock: Pick<Clock, 'monotonic'>) {
    this.#ask = ask;
    this.#answers = new RememberedAnswers(clock, { lifeMs: cacheLifeMs, most: cacheSize });
  }

  /** Rejects with the error of the review: the caller answers 500, never "allowed". */
  review(spec: AccessSpec): Promise<Decision> {
    const key = JSON.stringify(spec);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const decision = this.#ask(spec);
    if (key.length <= cacheableLength) this.#answers.set(key, decision);
    return decision;
  }
}
