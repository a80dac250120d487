/**
 * Calls `work` for each item of a stream, `workers` at once; each takes its next item when it is done with the last, so no more than `workers` items are held.
 * The first failure ends all: nothing more is taken, what is under way is waited for, and the stream is closed.
 */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  const state = { failed: false };
  const worker = async (): Promise<void> => {
    try {
      while (!state.failed) {
        const next = await iterator.next();
        if (next.done === true) return;
        await work(next.value);
      }
    } catch (error) {
      state.failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: workers }, worker));
  await iterator.return?.();
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
