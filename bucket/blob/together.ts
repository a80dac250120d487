/**
 * Waits until all are settled, then throws the first failure. Unlike `Promise.all`, nothing is still being written when the caller learns
 * that it failed and cleans up.
 */
export async function together<T>(promises: Iterable<Promise<T>>): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
