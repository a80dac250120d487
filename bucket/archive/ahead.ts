/**
 * Runs `call` for items of a source, up to `parallel` ahead of the reader, and yields the results in order. When the reader stops, what is
 * under way is waited for and dropped.
 */
export async function* ahead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  parallel: number,
  call: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const start = (item: T) => {
    const job = call(item);
    // Its turn to be awaited may come late: until then a failure is not unhandled.
    job.catch(() => undefined);
    running.push(job);
  };
  try {
    for await (const item of items) {
      start(item);
      if (running.length >= parallel) yield await (running.shift() as Promise<R>);
    }
    for (let job = running.shift(); job; job = running.shift()) yield await job;
  } finally {
    await Promise.allSettled(running);
  }
}
