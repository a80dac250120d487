import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { beginWatch } from '../server/watch-stream.ts';
import { breathing } from '../../kube/process/breath.ts';
import type { ComputedCall } from './call.ts';
import { Feed } from './feed.ts';
import { mustBeSynced, waitUntilFresh } from './freshness.ts';
import { readOptions } from './options.ts';
import type { ListOptions } from './options.ts';
import { readQuery } from './query.ts';
import { bookmark, readForm, represent } from './representation.ts';
import type { Form } from './representation.ts';

/** kube-apiserver's: a watch without timeoutSeconds ends after half an hour to an hour, at random. */
const minSeconds = 1_800;
/** Milliseconds after its end until a watch is cut whose client does not read what was sent. */
const patience = 30_000;

/**
 * A watch: nothing is queued for it. It has a place in the view's history and takes what comes there at the speed of its client; when it falls
 * behind so far that its place is forgotten, it ends as kube-apiserver's do, with 410.
 */
export async function watch(call: ComputedCall): Promise<void> {
  const { exchange, kind, dependencies } = call;
  const { clock, random, streams } = dependencies;
  const options = readOptions(exchange.info.query, true);
  const form = readForm(exchange, kind, { shape: 'watch', now: () => clock.now() });
  const query = readQuery(kind, exchange.info, call.resource);
  await ready(call, options);
  const stream = beginWatch(exchange);
  const seconds = options.timeout > 0 ? options.timeout : Math.round(minSeconds * (1 + random.fraction()));
  const end = new AbortController();
  const cut = new AbortController();
  const forget = streams.add(() => end.abort());
  const timer = endLater({ end, cut }, (ms, signal) => clock.sleep(ms, signal), { seconds, gone: exchange.signal });
  try {
    const feed = new Feed({ view: call.source.view, query, options, clock, deadline: seconds, signal: end.signal });
    const lines = Readable.from(linesOf(feed, form, breathing(clock)), { objectMode: false, highWaterMark: 16 * 1024 });
    await pipeline(lines, stream, { signal: cut.signal });
  } catch (error) {
    if (!exchange.signal.aborted) exchange.log.info('watch cut', { error });
    stream.destroy();
  } finally {
    forget();
    end.abort();
    cut.abort();
    await timer;
  }
}

/** What begins with the present state has to be as new as the client knows it to be; what goes on from a place may wait for it. */
async function ready({ source, exchange, dependencies }: ComputedCall, options: ListOptions): Promise<void> {
  mustBeSynced(source);
  if (options.sendInitialEvents !== true) return;
  await waitUntilFresh(source, options.resourceVersion, { clock: dependencies.clock, signal: exchange.signal });
}

async function endLater(
  { end, cut }: { end: AbortController; cut: AbortController },
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
  { seconds, gone }: { seconds: number; gone: AbortSignal },
): Promise<void> {
  const over = AbortSignal.any([cut.signal, gone]);
  const stop = (): void => end.abort();
  gone.addEventListener('abort', stop, { once: true });
  try {
    await sleep(seconds * 1000, AbortSignal.any([over, end.signal])).catch(() => over.throwIfAborted());
    end.abort();
    await sleep(patience, over);
    cut.abort();
  } catch {
    // The watch is over, by itself or because the client has gone.
  }
}

async function* linesOf(feed: Feed, form: Form, breathe: () => Promise<void>): AsyncGenerator<string> {
  let headers = true;
  for await (const event of feed.read()) {
    await breathe();
    if (event.type === 'ERROR') {
      yield line('ERROR', event.status);
    } else if (event.type === 'BOOKMARK') {
      yield line('BOOKMARK', bookmark(form, event.resourceVersion, event.annotations));
    } else {
      yield line(event.type, represent(form, event.object, headers));
      headers = false;
    }
  }
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
