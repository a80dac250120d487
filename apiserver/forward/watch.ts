import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { nextTurn } from '../../kube/process/turn.ts';
import type { Exchange } from '../server/exchange.ts';
import { notAcceptable } from '../server/failures.ts';
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
 * A watch: kube-apiserver's own, line by line. Nothing is kept: while a client does not read, we do not read either. The headers go out at
 * once, so that a client of a quiet collection knows that it is watching.
 */
export const watch: Verb = async (call, dependencies) => {
  const { exchange } = call;
  const { request, response } = exchange;
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
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
    request.socket.setNoDelay(true);
    await pump(servedLines(upstreamResponse.body), exchange, dependencies);
  } finally {
    forget();
    stop();
  }
};

/** Writes until either side ends. A watch that ends with an error upstream ends cleanly here: the client watches again. */
async function pump(
  lines: AsyncIterable<Buffer>,
  { response, log }: Exchange,
  { clock }: ForwardDependencies,
): Promise<void> {
  try {
    for await (const piece of lines) {
      if (!response.write(piece) && !(await drained(response, (ms, signal) => clock.sleep(ms, signal)))) {
        log.info('watch cut: the client does not read');
        response.destroy();
        return;
      }
      if (piece.length >= bulk) await nextTurn();
    }
  } catch (error) {
    log.debug('watch ended by kube-apiserver', { error });
  }
  response.end();
}

async function drained(
  response: ServerResponse,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const timer = new AbortController();
  const { signal } = timer;
  try {
    return await Promise.race([
      once(response, 'drain', { signal }).then(() => true),
      once(response, 'close', { signal }).then(() => false),
      sleep(patience, signal).then(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
