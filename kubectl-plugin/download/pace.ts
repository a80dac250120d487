/** What a request asks for first: 17 KB/s bring it within the 60 s after which kube-apiserver cuts a request. */
const firstBytes = 1024 * 1024;
/** Below this the cost of a request outweighs what a cut costs. */
const leastBytes = 16 * 1024;
/** A quarter of those 60 s: a line may become four times slower from one request to the next. */
const firstGoalMs = 15_000;
/** Shorter requests would be for a line that breaks all the time. */
const leastGoalMs = 2_000;

/**
 * How many bytes to ask for at once, so that a request ends by itself before something between here and the cluster cuts it. Learned from the requests of
 * one download, which share its line: how long they took, and where they were cut all the same.
 */
export class Pace {
  readonly #most: number;
  #bytes: number;
  #goalMs = firstGoalMs;

  constructor(most: number) {
    this.#most = most;
    this.#bytes = Math.min(firstBytes, most);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A request brought what it asked for. One for less than the pace (the end of a slice) only tells whether that was too much. */
  finished(bytes: number, ms: number): void {
    const goal = (bytes * this.#goalMs) / Math.max(1, ms);
    if (bytes >= this.#bytes || goal < this.#bytes) this.#set(Math.min(goal, bytes * 4));
  }

  /** A request was cut after so many bytes and milliseconds: what cuts may be less patient than kube-apiserver is by default. */
  cut(bytes: number, ms: number): void {
    this.#goalMs = Math.max(leastGoalMs, Math.min(this.#goalMs, ms / 2));
    this.#set(Math.min(bytes, this.#bytes) / 2);
  }

  #set(bytes: number): void {
    this.#bytes = Math.round(Math.min(this.#most, Math.max(leastBytes, bytes)));
  }
}
