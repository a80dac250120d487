/** The watches under way, so that a server that stops can end them one by one and cleanly: clients then watch again, elsewhere. */
export class Streams {
  readonly #open = new Set<() => void>();
  #over = false;

  /** `end` closes the stream cleanly. Call the result when it is over. */
  add(end: () => void): () => void {
    this.#open.add(end);
    // Somebody who watched again on a connection to us that was idle.
    if (this.#over) end();
    return () => this.#open.delete(end);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Ends all of them over about `ms` milliseconds, so that their clients do not come back in one moment. Those that begin later end at once. */
  async endAll(ms: number, sleep: (ms: number) => Promise<void>): Promise<void> {
    const all = [...this.#open];
    const slices = Math.min(all.length, 50);
    for (let slice = 0; slice < slices; slice++) {
      for (let at = slice; at < all.length; at += slices) all[at]?.();
      await sleep(ms / slices);
    }
    this.#over = true;
    for (const end of this.#open) end();
  }
}
