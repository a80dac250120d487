/**
 * Directories that a run of this process writes or is about to write. Two Backups can want the same one (`shop.nightly` of the system namespace and
 * `nightly` of the namespace shop): the second is refused before it overwrites anything.
 */
export class BucketClaims {
  readonly #owners = new Map<string, string>();

  /** True when the directory is now, or was already, the owner's. */
  take(location: { namespace: string; name: string }, bucketKey: string, owner: string): boolean {
    const key = `${location.namespace}/${location.name}/${bucketKey}`;
    const holder = this.#owners.get(key) ?? owner;
    this.#owners.set(key, holder);
    return holder === owner;
  }

  release(owner: string): void {
    for (const [key, holder] of this.#owners) if (holder === owner) this.#owners.delete(key);
  }
}
