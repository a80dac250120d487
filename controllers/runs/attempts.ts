/** Which attempt of each run this process began: one that it did not is another process's, or still to be begun. */
export class Attempts {
  readonly #begun = new Map<string, number>();

  /** The last attempt that was begun here, 0 for none. */
  begun(uid: string): number {
    return this.#begun.get(uid) ?? 0;
  }

  begin(uid: string, attempt: number): void {
    this.#begun.set(uid, attempt);
  }

  forget(uid: string): void {
    this.#begun.delete(uid);
  }
}
