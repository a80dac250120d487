import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Log } from '../../kube/process/log.ts';
import { nextTurn } from '../../kube/process/turn.ts';
import { notAcceptable } from '../server/failures.ts';
import { beginWatch } from '../server/watch-stream.ts';
import type { ForwardDependencies, Verb } from './call.ts';
import { encodingFor } from './encoding.ts';
import { passedOn } from './pass-on.ts';
import { servedLines } from './watch-lines.ts';

/** Milliseconds that a client may leave what was written unread; then the watch is cut, and it resumes from its resourceVersion. */
const patience = 60_000;

/**
 * Bytes of events at once from which on they are those of a whole collection, and not of what happens: ten watches that begin with 10,000 objects held up
 * everything else for 250 ms at a time before they let others have their turn.
 */
const bulk = 8 * 1024;

/**
 * A watch: kube-apiserver's own, line by line. Nothing is kept: while a client does not read, we do not read either.
 */
export const watch: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const encoding = encodingFor(exchange);
  if (encoding.format !== 'json') throw notAcceptable(['application/json']);
  const upstream = new AbortController();
  const stop = (): void => upstream.abort();
  exchange.signal.addEventListener('abort', stop, { once: true });
  const upstreamResponse = await dependencies.backend.open(
    passedOn(call, { method: 'GET', query: { watch: 'true' }, signal: upstream.signal, longRunning: true }),
  );
  const forget = dependencies.streams.add(stop);
  try {
    const stream = beginWatch(exchange);
    await pump(servedLines(upstreamResponse.body), { stream, log: exchange.log }, dependencies);
  } finally {
    forget();
    stop();
  }
};

/** Writes until either side ends. A watch that ends with an error upstream ends cleanly here: the client watches again. */
async function pump(
  lines: AsyncIterable<Buffer>,
  { stream, log }: { stream: Writable; log: Log },
  { clock }: ForwardDependencies,
): Promise<void> {
  try {
    for await (const piece of lines) {
      if (!stream.write(piece) && !(await drained(stream, (ms, signal) => clock.sleep(ms, signal)))) {
        log.info('watch cut: the client does not read');
        stream.destroy();
        return;
      }
      if (piece.length >= bulk) await nextTurn();
    }
  } catch (error) {
    log.debug('watch ended by kube-apiserver', { error });
  }
  stream.end();
}

async function drained(stream: Writable, sleep: (ms: number, signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const timer = new AbortController();
  const { signal } = timer;
  try {
    return await Promise.race([
      once(stream, 'drain', { signal }).then(() => true),
      once(stream, 'close', { signal }).then(() => false),
      sleep(patience, signal).then(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
