import type { Clock } from '../process/clock.ts';
import { BoundedMap } from './bounded-map.ts';

/** Answers that are believed for a while, from the moment of the question on; also one that has not come yet. One that fails is forgotten. */
export class RememberedAnswers<T> {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #lifeMs: number;
  readonly #answers: BoundedMap<string, { answer: Promise<T>; until: number }>;

  constructor(clock: Pick<Clock, 'monotonic'>, { lifeMs, most }: { lifeMs: number; most: number }) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
    this.#answers = new BoundedMap(most);
  }

  /** Undefined when there is none that is still believed. */
  get(key: string): Promise<T> | undefined {
    const known = this.#answers.get(key);
    return known !== undefined && known.until > this.#clock.monotonic() ? known.answer : undefined;
  }

  set(key: string, answer: Promise<T>): void {
    this.#answers.set(key, { answer, until: this.#clock.monotonic() + this.#lifeMs });
    answer.catch(() => {
      if (this.#answers.get(key)?.answer === answer) this.#answers.delete(key);
    });
  }
}
