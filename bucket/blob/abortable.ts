/**
 * The same chunks, but an abort ends the wait for the next one at once, also when the source never delivers. The source is told to
 * close; it is not waited for.
 */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (!signal) {
    yield* source;
    return;
  }
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await nextOrAbort(iterator, signal);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!ended) close(source, iterator);
  }
}

function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const settled = () => signal.removeEventListener('abort', onAbort);
    iterator.next().then(resolve, reject).finally(settled);
  });
}

/** A readable that waits for bytes is only freed by destroy(); a generator's return() would queue behind the wait. */
function close<T>(source: AsyncIterable<T>, iterator: AsyncIterator<T>): void {
  if ('destroy' in source && typeof source.destroy === 'function') source.destroy();
  iterator.return?.().catch(() => undefined);
}
